/**
 * The same body, which fails when what it counts stands still: then nothing was done, and what is
 * measured would look fast. For bodies that go on counting from call to call.
 */
export function mustGrow(what: string, body: () => number): () => number {
  let before = 0;
  return () => {
    const now = body();
    if (!(now > before)) throw new Error(`bench: ${what} counted nothing`);
    before = now;
    return now;
  };
}
