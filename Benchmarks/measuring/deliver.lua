-- Deliveries as GitHub sends them, for wrk: signed by themselves, at a constant rate, some of them wrong in each of the ways there are.
--   wrk … -s deliver.lua URL -- RATE SECRET-FILE TEMPLATE-FILE REPOSITORY
-- The template's @@ becomes a number, so that no delivery is a repetition of another.
local ffi = require("ffi")
ffi.cdef [[
  unsigned char *HMAC(const void *, const void *, int, const unsigned char *, size_t, unsigned char *, unsigned int *);
  const void *EVP_sha256(void);
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int, moment *);
]]
local crypto = ffi.load("crypto")
local digest, length, moment = ffi.new("unsigned char[32]"), ffi.new("unsigned int[1]"), ffi.new("moment")

local function now()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) * 1e3 + tonumber(moment.nanoseconds) / 1e6
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function signature(secret, body)
  crypto.HMAC(crypto.EVP_sha256(), secret, #secret, body, #body, digest, length)
  local hex = {}
  for index = 0, 31 do hex[index + 1] = string.format("%02x", digest[index]) end
  return "sha256=" .. table.concat(hex)
end

local rate, secret, head, tail, path, number, due, last

function init(arguments)
  rate, secret, path = tonumber(arguments[1]), read(arguments[2]), "/webhooks/" .. arguments[4]
  head, tail = read(arguments[3]):match("^(.*)@@(.*)$")
  number, due = 0, now()
end

-- Called when an answer has come; what it returns, in milliseconds, is waited before the next request.
function delay()
  due = due + 1000 / rate
  return math.max(0, math.floor(due - now() + 0.5))
end

function request()
  number = number + 1
  local kind = number % 20
  local body = head .. number .. tail
  if kind == 1 and last then body = last end
  if kind == 2 then body = body:sub(1, -3) end
  last = body
  local headers = { ["Content-Type"] = "application/json", ["X-GitHub-Event"] = "push" }
  if kind ~= 3 then headers["X-Hub-Signature-256"] = signature(kind < 6 and kind > 3 and "a guess" or secret, body) end
  return wrk.format("POST", kind == 6 and "/webhooks/unknown" or path, headers, body)
end

function done(summary, latency)
  local quantiles = {}
  for _, part in ipairs({ 50, 90, 99, 99.9 }) do quantiles[#quantiles + 1] = string.format('"%s": %.3f', part, latency:percentile(part) / 1000) end
  local errors = summary.errors
  io.write(string.format('RESULT {"requests": %d, "seconds": %.3f, "latency": {%s, "100": %.3f}, "refused": %d, "broken": %d}\n', summary.requests,
    summary.duration / 1e6, table.concat(quantiles, ", "), latency.max / 1000, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
