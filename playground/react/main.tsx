/// <reference types="vite/client" />
import { BlossomProvider } from 'blossom-ai/react'
import { StrictMode, type SyntheticEvent, useState } from 'react'
import { createRoot } from 'react-dom/client'
import blossom from '../blossom.svg'
import { createPageEmulator } from '../shared/emulator.ts'
import { isFramed } from '../shared/framed.ts'
import { Chat } from './chat.tsx'

const emulator = createPageEmulator()
const framed = isFramed()
/** The stand-in for the service, in this page; it takes any key. */
const standIn = { fetch: emulator.fetch, apiKey: 'sk_emulator' }
// For the console, as in the playground.
Object.assign(globalThis, { emulator })

/** Around the chat: which service answers. The key lives in this page alone, and is forgotten with it. */
function App() {
  const [key, setKey] = useState('')
  // When it is whole, at Enter or when the field is left: every picture is asked for again with another key.
  const take = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!framed) setKey(`${new FormData(event.currentTarget).get('key')}`.trim())
  }
  return (
    <>
      <header className="top">
        <p className="brand">
          <img src={blossom} alt="" width="28" height="28" />
          <a href="../">blossom-ai</a>
        </p>
        <form className="key" onSubmit={take} onBlur={take}>
          <label htmlFor="key">
            {framed ? 'Open this page in a tab of its own to go live' : 'Your key, to go live'}
          </label>
          <input type="password" id="key" name="key" autoComplete="off" disabled={framed} />
        </form>
      </header>
      <main>
        <div className="intro">
          <h1>A chat that paints and speaks.</h1>
          <p>{key ? 'Live at gen.pollinations.ai.' : 'On the emulator: answered on your machine, with no key.'}</p>
        </div>
        <BlossomProvider {...(key ? { apiKey: key } : standIn)}>
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
