// A line between a browser and the server that can be cut, and can lose answers that are on their way.
import { createServer, request } from "node:http";

export async function line(address) {
  const target = new URL(address);
  const is = { cut: false, open: undefined, losing: false, refused: undefined, replaced: {} };
  const sockets = new Set();
  const server = createServer((from, to) => {
    if (from.url === is.refused || (is.cut && from.url !== is.open)) return from.socket.destroy();
    const replaced = is.replaced[from.url];
    const on = request({ host: target.hostname, port: target.port, path: from.url, method: from.method, headers: { ...from.headers, ...(replaced && { "accept-encoding": "identity" }) } }, (answer) => {
      // The server has done it, and nobody hears of it.
      if (is.losing && from.method !== "GET") return from.socket.destroy();
      if (!replaced) {
        to.writeHead(answer.statusCode, answer.headers);
        return answer.pipe(to);
      }
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (text += part));
      answer.on("end", () => {
        const { "content-length": _, ...headers } = answer.headers;
        to.writeHead(answer.statusCode, headers);
        to.end(replaced(text));
      });
    });
    on.on("error", () => from.socket.destroy());
    from.pipe(on);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    // Nothing gets through any more, but for this path.
    cut(open) {
      Object.assign(is, { cut: true, open });
      sockets.forEach((socket) => socket.destroy());
    },
    mend() {
      Object.assign(is, { cut: false, losing: false });
    },
    lose() {
      is.losing = true;
    },
    // This path alone does not get through.
    refuse(path) {
      is.refused = path;
    },
    // What the server says under a path is changed on its way.
    replace(path, change) {
      is.replaced[path] = change;
    },
    end() {
      sockets.forEach((socket) => socket.destroy());
      return new Promise((ended) => server.close(ended));
    },
  };
}
