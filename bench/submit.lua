-- Complete submissions for wrk: open a page, take its nonce, send the form; counts what was thanked for.
-- Arguments after --: the path, then "ours" or "bare". The nonce stands uncompressed inside our gzip stream.
local path, target, kind, waiting = nil, nil, nil, {}
local fields = "item_1=4&item_2=5&item_3=9&item_4=3&item_5=4&item_6=5&item_7=4&respondent_kind=individual"

function init(arguments)
  path, kind = arguments[1], arguments[2]
  target = kind == "ours" and path .. "/gui" or path
end

function request()
  local nonce = table.remove(waiting)
  if not nonce then
    return wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
  end
  local body = fields .. "&words=" .. "Xin+th%C3%AAm+gh%E1%BA%BF+ng%E1%BB%93i" .. nonce
  return wrk.format("POST", target, {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end

function response(status, headers, body)
  if status ~= 200 then return end
  if kind == "bare" then
    if #body > 100 then table.insert(waiting, "") end
    return
  end
  local at = body:find("\62\0\193\255", 1, true)
  local type = headers["Content-Encoding"]
  if type and at then table.insert(waiting, "&.nonce=" .. body:sub(at + 4, at + 65)) end
end
