-- Complete submissions for wrk: open a page, take its nonce, send the form; counts what was thanked for.
-- Arguments after --: the path, then "ours", "bare" or "coded" with a file of codes, one of which each page
-- takes. Nonce and code stand uncompressed inside our gzip stream.
local path, target, kind, waiting, codes = nil, nil, nil, {}, {}
local fields = "item_1=4&item_2=5&item_3=9&item_4=3&item_5=4&item_6=5&item_7=4&respondent_kind=individual"

function init(arguments)
  path, kind = arguments[1], arguments[2]
  target = kind == "ours" and path .. "/gui" or path
  if arguments[3] then
    for code in io.lines(arguments[3]) do table.insert(codes, code) end
  end
end

function request()
  local sent = table.remove(waiting)
  if not sent then
    local page = kind == "coded" and "/m/" .. table.remove(codes) or path
    return wrk.format("GET", page, {["Accept-Encoding"] = "gzip"})
  end
  local body = fields .. "&words=" .. "Xin+th%C3%AAm+gh%E1%BA%BF+ng%E1%BB%93i" .. sent.nonce
  return wrk.format("POST", sent.target, {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end

function response(status, headers, body)
  if status ~= 200 then return end
  if kind == "bare" then
    if #body > 100 then table.insert(waiting, {nonce = "", target = target}) end
    return
  end
  local at = body:find("\62\0\193\255", 1, true)
  local type = headers["Content-Encoding"]
  if type and at then
    local send_to = target
    if kind == "coded" then
      local code = body:find("\11\0\244\255", 1, true)
      send_to = "/m/" .. body:sub(code + 4, code + 14) .. "/gui"
    end
    table.insert(waiting, {nonce = "&.nonce=" .. body:sub(at + 4, at + 65), target = send_to})
  end
end
