import { pollinations } from 'blossom-ai'
import { BlossomProvider } from 'blossom-ai/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Chat } from './chat.tsx'

/** The service in the dev server of this page; it takes any key. */
const emulator = { provider: pollinations('/emulator/gen.pollinations.ai'), apiKey: 'sk_emulator' }

/** Around the chat: which service answers. The key lives in this page alone, and is forgotten with it. */
function App() {
  const [key, setKey] = useState('')
  return (
    <>
      <header className="top">
        <p className="brand">
          <img src="/blossom.svg" alt="" width="28" height="28" />
          <a href="/">blossom-ai</a>
        </p>
        <label className="key">
          <span>Your key, to go live</span>
          <input
            type="password"
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.target.value.trim())}
          />
        </label>
      </header>
      <main>
        <div className="intro">
          <h1>A chat that paints and speaks.</h1>
          <p>{key ? 'Live at gen.pollinations.ai.' : 'On the emulator: answered on your machine, with no key.'}</p>
        </div>
        <BlossomProvider {...(key ? { apiKey: key } : emulator)}>
          <Chat />
        </BlossomProvider>
      </main>
    </>
  )
}

createRoot(document.body).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
