/** Whether another page shows this one inside of it: that page could lead a reader to press what is not seen. */
export const isFramed = (): boolean => window.top !== window.self
