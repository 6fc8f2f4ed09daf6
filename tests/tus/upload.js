// Uploads a file with the tus project's own client: the first upload is stopped after its first
// part, a second one continues it. Prints the URL of the upload.
//
// Usage: NODE_PATH=… node upload.js URL TOKEN EVENT FILE

const fs = require("node:fs");
const tus = require("tus-js-client");

const [endpoint, token, event, path] = process.argv.slice(2);
const bytes = fs.readFileSync(path);

function upload(options) {
  return new Promise((resolve, reject) => {
    const client = new tus.Upload(bytes, {
      endpoint,
      retryDelays: null,
      headers: { Authorization: `Bearer ${token}` },
      metadata: { owner: "event", id: event, filename: "Loge nº 2.jpg" },
      onError: reject,
      onSuccess: () => resolve(client.url),
      ...options,
      ...(options.stop && {
        onChunkComplete: () => client.abort().then(() => resolve(client.url), reject),
      }),
    });
    client.start();
  });
}

(async () => {
  const url = await upload({ chunkSize: 20_000, stop: true });
  let from = null;
  const end = await upload({
    uploadUrl: url,
    chunkSize: 30_000,
    onProgress: (sent) => { from ??= sent; },
  });
  if (end !== url) throw new Error(`${end} is not ${url}`);
  if (from < 20_000) throw new Error(`it began again at ${from}`);
  console.log(url);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
