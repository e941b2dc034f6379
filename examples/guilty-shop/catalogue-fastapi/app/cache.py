import pickle

import redis

client = redis.Redis(host="redis", port=6379)
local = {}


def get(key):
    if key in local:
        return local[key]
    raw = client.get(key)
    if raw:
        value = pickle.loads(raw)
        local[key] = value
        return value
    return None


def put(key, value):
    local[key] = value
    client.set(key, pickle.dumps(value))


def forget(prefix):
    for key in client.keys(f"{prefix}*"):
        client.delete(key)
