# Two workers as the users of fluxWorker() and sdxlWorker() have them, on a port each.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "flux", worker = .flux ),
    ( name = "sdxl", worker = .sdxl ),
  ],
  sockets = [
    ( name = "flux", address = "127.0.0.1:0", http = (), service = "flux" ),
    ( name = "sdxl", address = "127.0.0.1:0", http = (), service = "sdxl" ),
  ],
);

const flux :Workerd.Worker = (
  modules = [
    ( name = "flux.mjs", esModule = embed "flux.mjs" ),
    ( name = "answer.mjs", esModule = embed "answer.mjs" ),
    ( name = "draw-png.mjs", esModule = embed "draw-png.mjs" ),
  ],
  compatibilityDate = "2026-04-01",
);

const sdxl :Workerd.Worker = (
  modules = [
    ( name = "sdxl.mjs", esModule = embed "sdxl.mjs" ),
    ( name = "answer.mjs", esModule = embed "answer.mjs" ),
    ( name = "draw-png.mjs", esModule = embed "draw-png.mjs" ),
  ],
  bindings = [ ( name = "API_KEY", text = "worker-secret" ) ],
  compatibilityDate = "2026-04-01",
);
