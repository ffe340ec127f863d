// Imports nothing, exports nothing: shows what Node's loader costs for any first module.
