// SCIMMY and its express routers over two maps in memory.
//
// The packages leave storage to the application; what is decided here is only that: an unknown id is not found, a
// taken userName or displayName conflicts, and a user's groups are those that have the user as a member. Locations
// are relative paths, as the routers make them unless told a base.

import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const { SCIM_PORT: port, SCIM_TOKEN: token } = process.env;
const { Error: ScimError } = SCIMMY.Types;

/** Resources of one type, by id. What goes in and comes out is copied, so that nobody else holds the stored object. */
class Shelf {
    #records = new Map();

    constructor(uniqueAttribute) {
        this.uniqueAttribute = uniqueAttribute;
    }

    all() {
        return [...this.#records.values()].map((record) => structuredClone(record));
    }

    get(id) {
        if (!this.#records.has(id)) throw new ScimError(404, null, `There is no resource ${id}`);
        return structuredClone(this.#records.get(id));
    }

    put(id, { schemas, groups, ...attributes }) {
        const created = id ? this.get(id).meta.created : new Date();
        const record = { ...attributes, id: id ?? randomUUID() };
        this.#refuseDuplicate(record);
        record.meta = { created, lastModified: new Date() };
        this.#records.set(record.id, structuredClone(record));
        return record;
    }

    remove(id) {
        this.get(id);
        this.#records.delete(id);
    }

    #refuseDuplicate(record) {
        const name = (other) => other[this.uniqueAttribute]?.toLowerCase();
        const taken = this.all().some((other) => other.id !== record.id && name(other) === name(record));
        if (taken) throw new ScimError(409, "uniqueness", `This ${this.uniqueAttribute} is taken`);
    }
}

const users = new Shelf("userName");
const groups = new Shelf("displayName");

function withGroups(user) {
    const memberships = groups
        .all()
        .filter(({ members = [] }) => members.some(({ value }) => value === user.id))
        .map(({ id, displayName }) => ({ value: id, display: displayName }));
    return memberships.length > 0 ? { ...user, groups: memberships } : user;
}

function declare(Type, shelf, shown = (record) => record) {
    SCIMMY.Resources.declare(Type)
        // The data is an instance of the package's schema: as JSON it is plain, and without what is undefined.
        .ingress(({ id }, data) => shown(shelf.put(id, JSON.parse(JSON.stringify(data)))))
        .egress(({ id, filter }) => {
            if (id) return shown(shelf.get(id));
            const found = shelf.all().map(shown);
            return filter ? filter.match(found) : found;
        })
        .degress(({ id }) => shelf.remove(id));
}

declare(SCIMMY.Resources.User, users, withGroups);
declare(SCIMMY.Resources.Group, groups);
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);

const scim = new SCIMMYRouters({
    type: "bearer",
    handler(request) {
        const [scheme, given] = (request.header("Authorization") ?? "").split(" ");
        if (scheme.toLowerCase() !== "bearer" || given !== token) throw new Error("The bearer token is not known here");
        return "provisioning";
    },
});

express().use("/scim/v2", scim).listen(Number(port), "127.0.0.1");
