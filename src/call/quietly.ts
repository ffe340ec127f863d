/** Runs something whose result and failure do not matter: a callback that throws or rejects, a body that refuses to be cancelled. */
export async function quietly(act: () => unknown): Promise<void> {
  try {
    await act()
  } catch {}
}
