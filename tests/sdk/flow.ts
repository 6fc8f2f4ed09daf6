// A studio plans a shoot, uploads a photograph and names who is on it, by the generated client in
// TypeScript.

import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Problem = components["schemas"]["Problem"];

const address = process.argv[2] ?? "";
const anyone = createClient<paths>({ baseUrl: address });

/// The body of a reply; a problem ends all.
async function body<T>(reply: Promise<{ data?: T; error?: Problem }>): Promise<T> {
    const { data, error } = await reply;
    if (error !== undefined) throw new Error(JSON.stringify(error));
    if (data === undefined) throw new Error("an empty reply");
    return data;
}

/// A reply that must be a problem with this status and code.
async function problem(
    reply: Promise<{ error?: Problem; response: Response }>,
    status: number,
    code: string,
): Promise<Problem> {
    const { error, response } = await reply;
    expect(response.status === status && error?.code === code, `${response.status} ${error?.code}`);
    return error as Problem;
}

function expect(holds: boolean, what: string): void {
    if (!holds) throw new Error(what);
}

const account = {
    email: "owner@typescript.example",
    password: "une phrase de passe",
    firstName: "Claire",
    lastName: "Fontaine",
    companyName: "TypeScript",
};
const entered = await body(anyone.POST("/auth/register", { body: account }));
const studio = createClient<paths>({
    baseUrl: address,
    headers: { authorization: `Bearer ${entered.accessToken}` },
});

const people: number[] = [];
for (const firstName of ["Ana", "Ben", "Cléo"]) {
    const email = `${firstName.length}-${people.length}@typescript.example`;
    const person = { firstName, lastName: "Roy", email };
    people.push((await body(studio.POST("/employee", { body: person }))).id);
}
const group = await body(studio.POST("/group", { body: { name: "CM2", employeeIds: people } }));
expect(group.description === null, "what is not set is null");

const names: string[] = [];
for (let page = 1; ; page++) {
    const query = { page, limit: 2, orderBy: "createdAt:desc" };
    const list = await body(studio.GET("/employee", { params: { query } }));
    names.push(...list.data.map((one) => one.firstName));
    if (page >= list.totalPages) break;
}
expect(names.join() === "Cléo,Ben,Ana", `page by page: ${names.join()}`);

const day = 24 * 3600 * 1000;
const plan = {
    name: "Gala",
    start: new Date(Date.now() + 30 * day).toISOString(),
    end: new Date(Date.now() + 31 * day).toISOString(),
    groupIds: [group.id],
};
const planned = await body(studio.POST("/event", { body: plan }));
expect(planned.answers.length === 3, "everybody in the group is asked");

// A PNG of one white pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP6DwABBQECz6AuzQAAAABJRU5ErkJggg==";
const form = new FormData();
form.append("file", new Blob([Buffer.from(pixel, "base64")], { type: "image/png" }), "pixel.png");
const stored = await body(
    studio.POST("/file/{id}", {
        params: { path: { id: planned.event.id }, query: { owner: "event" } },
        body: { file: [] },
        bodySerializer: () => form,
    }),
);
const file = stored.data[0]?.file;
expect(file?.consent?.["web"] === "unknown", `nobody is named: ${JSON.stringify(file)}`);
const path = { id: file?.id ?? 0 };
const named = await body(
    studio.PUT("/file/{id}/people", { params: { path }, body: { employeeIds: people.slice(0, 1) } }),
);
expect(named.consent?.["web"] === "pending", "she has not answered");

await problem(studio.GET("/event/{id}", { params: { path: { id: 999 } } }), 404, "not_found");
const wrong = { firstName: "", lastName: "Roy", email: "nobody" };
const refused = await problem(studio.POST("/employee", { body: wrong }), 422, "invalid");
const fields = refused.errors.map((one) => one.field).sort();
expect(fields.join() === "email,firstName", fields.join());
const denied = createClient<paths>({ baseUrl: address, headers: { authorization: "Bearer x" } });
await problem(denied.GET("/employee"), 401, "invalid_token");
console.log("TypeScript: a shoot was planned for a group, and a photograph named.");
