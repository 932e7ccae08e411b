#!lua name=livvakt
--
-- livvakt.lua - every change in Redis that must be atomic; loaded by daemon/store/functions.c.
--
-- Each function gets one key, the prefix of a partition ("lv:{p0}:"), and works only on keys that
-- begin with it, so that in a cluster it touches one slot. Brands arrive escaped (keys.h). The keys
-- and their bounds are listed in docs/state.md.
--
-- Time is an argument ("now", microseconds). A refusal begins with a word that link.c knows:
-- LIMIT, CONFLICT or NOTFOUND. Functions that make room (commit, due, outbox) may run when Redis
-- is out of memory; append may not, so that intake stops before judging does.

local VERSION = 22

local STREAM_GROUP = 'judges'
local DELIVERIES_MAX = 9
local SUSPICIOUS = 3
local PATIENCE = 60000 -- milliseconds
local POISON_KEPT = 1000
local BRANDS_MAX = 4096
local SWEEP_POISON = 16 -- blocks, of up to 64 comments each, at once
local SERIES_MAX = 256
local RECENT_TOO_MANY = '-1001' -- the rank of the last one too many
local RECENT_AGE = 48 * 3600 * 1000000
local RECENT_EXPIRY = '172800000' -- the same in milliseconds
local QUEUE_MAX = 10000
local HIDES_KEPT = 100000 -- authors of a brand
local INCIDENTS_KEPT = 10000
local SILENCES_MAX = 256 -- in force at once
local SILENCES_KEPT = 1000
local MESSAGES_DONE_KEPT = 100000
local MESSAGES_WAITING_MAX = 1000000
local SCAN_MAX = 5000 -- members of an index that one page may look at
local SCAN_SCOPE = 500 -- and for those of one scope, or that run
local SWEEP = 32      -- expired things that one change clears away, so that none takes long
local SHIFTED = 1000 -- due rows at once
local SHIFTS_ALIKE = 2 * 1000000
local MINUTE = 60 * 1000000
local HOUR = 60 * MINUTE
local DAY = 24 * HOUR
local SILENCES_AGE = 30 * DAY

local function milliseconds(us)
	return math.ceil(us / 1000)
end

-- Lua writes large numbers as 1.7e+15. And a number that is handed to Redis is printed with 17 digits
-- after all kinds of arithmetic, a string as it is: what is often handed on comes, and stays, as text.
local function digits(number)
	return string.format('%.0f', number)
end

local function refuse(text)
	return redis.error_reply(text)
end

-- The members of an index that are older than `before`, or else too many: at most SWEEP of them.
local function oldest(index, before, kept)
	local old = redis.call('ZRANGE', index, '-inf', before, 'BYSCORE', 'LIMIT', 0, SWEEP)
	local over = redis.call('ZCARD', index) - kept
	if #old == 0 and over > 0 then
		old = redis.call('ZRANGE', index, 0, math.min(over, SWEEP) - 1)
	end
	return old
end

---- what is remembered for a while -----------------------------------------------------------

-- Two hashes: one fills while the other grows old; the field '' says since when. So the window is at
-- least as long as asked, and at most twice, and memory is bounded by `kept` fields, of which either
-- hash gets half.
local function generations_turn(current, before, window, kept, now)
	local begun = tonumber(redis.call('HGET', current, '') or '')
	if begun and now - begun < window and begun - now < window
		and redis.call('HLEN', current) <= kept / 2 then
		return
	end
	redis.call('UNLINK', before)
	if begun then
		redis.call('RENAME', current, before)
	end
	redis.call('HSET', current, '', digits(now))
	redis.call('PEXPIRE', current, milliseconds(2 * window))
end

-- The rows behind some fields; false where there is none.
local function generations_rows(current, before, fields)
	local rows = redis.call('HMGET', current, unpack(fields))
	if redis.call('EXISTS', before) == 0 then
		return rows
	end
	local places, missing = {}, {}
	for place = 1, #fields do
		if not rows[place] then
			places[#places + 1], missing[#missing + 1] = place, fields[place]
		end
	end
	if #missing > 0 then
		for i, row in ipairs(redis.call('HMGET', before, unpack(missing))) do
			rows[places[i]] = row
		end
	end
	return rows
end

-- history.h says what the rows hold. `rest` names a rate, as "text:600000000"; '' the hidden
-- comments of authors.
local function history_keys(prefix, brand, rest)
	if rest == '' then
		return prefix .. 'hides:' .. brand, prefix .. 'hides-before:' .. brand
	end
	local name = brand .. ':' .. rest
	return prefix .. 'rates:' .. name, prefix .. 'rates-before:' .. name
end

local ARRIVAL, ARRIVAL_BYTES, ARRIVALS_MAX = '<I4I4', 8, 64
local HISTORY_SLOTS, NUMBERS = 32, 4294967296

-- Rows grow at their end. One that is long is summed up by slot, and only the newest stay: those
-- that one time asked for can hold. Slots are numbered modulo 2^32.
local function arrivals_join(row, more)
	if not row or #row % ARRIVAL_BYTES ~= 0 then
		return more
	end
	if string.sub(row, -8, -5) == string.sub(more, 1, 4) then -- mostly the same slot again
		local slot, count = struct.unpack(ARRIVAL, row, #row - 7)
		local _, plus = struct.unpack(ARRIVAL, more)
		row = string.sub(row, 1, -9) ..
			struct.pack(ARRIVAL, slot, math.min(count + plus, NUMBERS - 1))
		more = string.sub(more, 9)
	end
	row = row .. more
	if #row <= ARRIVALS_MAX * ARRIVAL_BYTES then
		return row
	end
	local sums, newest, kept = {}, nil, {}
	for at = 1, #row, ARRIVAL_BYTES do
		local slot, count = struct.unpack(ARRIVAL, row, at)
		if not newest or (slot - newest) % NUMBERS < NUMBERS / 2 then
			newest = slot
		end
		sums[slot] = (sums[slot] or 0) + count
	end
	for age = HISTORY_SLOTS - 1, 0, -1 do
		local slot = (newest - age) % NUMBERS
		if sums[slot] then
			local count = math.min(sums[slot], NUMBERS - 1)
			kept[#kept + 1] = struct.pack(ARRIVAL, slot, count)
		end
	end
	return table.concat(kept)
end

-- Chunks { rest, window, fields, rows to be joined to theirs }.
local function arrivals_add(prefix, brand, chunks, kept, now)
	for _, chunk in ipairs(chunks) do
		local rest, window, fields, more = unpack(chunk)
		local current, before = history_keys(prefix, brand, rest)
		generations_turn(current, before, window, kept, now)
		local rows, set = generations_rows(current, before, fields), {}
		for place = 1, #fields do
			set[2 * place - 1] = fields[place]
			set[2 * place] = arrivals_join(rows[place], more[place])
		end
		redis.call('HSET', current, unpack(set))
	end
end

local HIDDEN_BYTES, HIDDEN_MAX, COMMENT_BYTES = 12, 32, 8

-- The row without one comment.
local function hidden_without(row, comment)
	local kept = {}
	for at = 1, #row - HIDDEN_BYTES + 1, HIDDEN_BYTES do
		if string.sub(row, at, at + COMMENT_BYTES - 1) ~= comment then
			kept[#kept + 1] = string.sub(row, at, at + HIDDEN_BYTES - 1)
		end
	end
	return table.concat(kept)
end

local function hides_take_out(current, before, author, comment)
	for _, key in ipairs({ current, before }) do
		local row = redis.call('HGET', key, author)
		row = row and hidden_without(row, comment)
		if row == '' then
			redis.call('HDEL', key, author)
		elseif row then
			redis.call('HSET', key, author, row)
		end
	end
end

-- A comment is hidden, or shown again, by the judge or by a person, however often: it counts once or
-- not at all. `hide`: { author, comment and time as they stand in the row, window [, the same author
-- by the key before] }.
local function hides_note(prefix, brand, hide, action, now)
	local author, entry, window, author_before = unpack(hide)
	local comment = string.sub(entry, 1, COMMENT_BYTES)
	local current, before = history_keys(prefix, brand, '')
	if author_before and (action == 'hide' or action == 'allow') then
		hides_take_out(current, before, author_before, comment)
	end
	if action == 'hide' then
		generations_turn(current, before, window, HIDES_KEPT, now)
		local row = generations_rows(current, before, { author })[1] or ''
		row = hidden_without(row, comment) .. entry
		redis.call('HSET', current, author, string.sub(row, -HIDDEN_MAX * HIDDEN_BYTES))
	elseif action == 'allow' then
		hides_take_out(current, before, author, comment)
	end
end

-- packed: { brand, rest, keys } … Gives for each the places (from 1) of those that are known, each
-- with its row.
local function history(keys, args)
	local prefix, known = keys[1], {}
	for number, query in ipairs(cmsgpack.unpack(args[1])) do
		local found, fields = {}, query[3]
		local current, before = history_keys(prefix, query[1], query[2])
		local any = redis.call('EXISTS', current, before) > 0
		for place, row in ipairs(any and generations_rows(current, before, fields) or {}) do
			if row then
				found[#found + 1] = place
				found[#found + 1] = row
			end
		end
		known[number] = found
	end
	return known
end

---- due rows ---------------------------------------------------------------------------------

-- Deliveries stand apart from the steps of alarms: neither waits behind the other, and they may be
-- different Livvakts'.
local function due_index(prefix, row)
	local delivery = string.sub(row, 1, 8) == 'deliver:'
	return prefix .. (delivery and 'due-deliveries' or 'due')
end

local function due_set(prefix, row, due)
	redis.call('ZADD', due_index(prefix, row), due, row)
	redis.call('HDEL', prefix .. 'due-claims', row)
end

local function due_remove(prefix, row)
	redis.call('ZREM', due_index(prefix, row), row)
	redis.call('HDEL', prefix .. 'due-claims', row)
end

-- Up to `max` rows of one set that are due move to the end of their lease and into `claimed`, with a
-- token that tells this claim from later ones. What a claim keeps is "token due", so that a row
-- which is taken over still knows when it was due.
local function due_claim_from(prefix, index, now, lease, max, claimed)
	local found = redis.call('ZRANGE', index, '-inf', now, 'BYSCORE', 'LIMIT', 0, max,
		'WITHSCORES')
	local token = #found > 0 and digits(redis.call('INCR', prefix .. 'due-token'))
	for i = 1, #found, 2 do
		local row, due = found[i], digits(tonumber(found[i + 1]))
		local home = due_index(prefix, row)
		if home ~= index then -- from before deliveries stood apart
			redis.call('ZREM', index, row)
			redis.call('ZADD', home, 'NX', due, row)
		else
			local held = redis.call('HGET', prefix .. 'due-claims', row)
			if held then
				due = string.match(held, ' (%d+)$') or due
			end
			redis.call('ZADD', index, now + lease, row)
			redis.call('HSET', prefix .. 'due-claims', row, token .. ' ' .. due)
			table.insert(claimed, row)
			table.insert(claimed, due)
			table.insert(claimed, token)
		end
	end
end

-- now lease max [steps | deliveries]
local function due_claim(keys, args)
	local prefix, now, lease, max = keys[1], tonumber(args[1]), tonumber(args[2]), tonumber(args[3])
	local claimed = {}
	if args[4] ~= 'deliveries' then
		due_claim_from(prefix, prefix .. 'due', now, lease, max, claimed)
	end
	if args[4] ~= 'steps' and #claimed < 3 * max then
		due_claim_from(prefix, prefix .. 'due-deliveries', now, lease, max - #claimed / 3, claimed)
	end
	return claimed
end

-- The clock went back: what is ahead of it comes as much earlier, but not before now. Several
-- Livvakts may see it, by the same clock or by clocks that are set alike, and any of them may lose
-- an answer or die half-way: how far it has come is written with the rows, each of which is moved
-- once, and whoever calls goes on there. One that is under way is brought to its end before another
-- begins.
--
-- now back: moves some rows; gives 1 while there are more. In the order of time, so that none is met
-- again where it went to.
local function due_shift(keys, args)
	local key, now, back = keys[1] .. 'due-shift', tonumber(args[1]), tonumber(args[2])
	local at, by, set, from =
		string.match(redis.call('GET', key) or '', '^(%d+) (%d+) ?(%S*) ?(%S*)$')
	at, by = tonumber(at), tonumber(by)
	local ours = at and math.abs(now - at) < MINUTE and math.abs(back - by) < SHIFTS_ALIKE
	if ours and set == '' then
		return 0
	elseif not at or set == '' then
		ours, at, by, set, from = true, now, back, 'due', '(' .. digits(now)
	end
	local rows = redis.call('ZRANGE', keys[1] .. set, from, '+inf', 'BYSCORE', 'LIMIT', 0, SHIFTED,
		'WITHSCORES')
	for i = 1, #rows, 2 do
		redis.call('ZADD', keys[1] .. set, digits(math.max(at, tonumber(rows[i + 1]) - by)), rows[i])
	end
	if #rows == 2 * SHIFTED then
		from = digits(tonumber(rows[#rows]))
	else
		set, from = set == 'due' and 'due-deliveries' or '', '(' .. digits(at)
	end
	redis.call('SET', key, digits(at) .. ' ' .. digits(by) .. (set ~= '' and ' ' .. set .. ' ' .. from or ''),
		'PX', milliseconds(set ~= '' and HOUR or MINUTE))
	return (set ~= '' or not ours) and 1 or 0
end

local function due_is_held(prefix, row, token)
	local held = redis.call('HGET', prefix .. 'due-claims', row)
	return held and string.match(held, '^%d+') == token
end

local function due_gone()
	return refuse('CONFLICT the row was set anew or its lease has passed')
end

local function due_complete(keys, args)
	local prefix, row, token = keys[1], args[1], args[2]
	if not due_is_held(prefix, row, token) then
		return due_gone()
	end
	due_remove(prefix, row)
	return 1
end

-- row token until: whoever works on it still has it, if nobody else took it up
local function due_renew(keys, args)
	local prefix, row, token = keys[1], args[1], args[2]
	if not due_is_held(prefix, row, token) then
		return due_gone()
	end
	redis.call('ZADD', due_index(prefix, row), 'XX', args[3], row)
	return 1
end

---- outbox -----------------------------------------------------------------------------------

local function message_forget(prefix, id)
	redis.call('UNLINK', prefix .. 'message:' .. id)
	for _, state in ipairs({ '', ':waiting', ':sent', ':failed' }) do
		redis.call('ZREM', prefix .. 'messages' .. state, id)
	end
end

-- Messages that are over go when they are old or too many; those that wait never do.
local function messages_sweep(prefix, before)
	local cleared = 0
	for _, state in ipairs({ ':sent', ':failed' }) do
		local index = prefix .. 'messages' .. state
		local old = oldest(index, before, MESSAGES_DONE_KEPT)
		for _, id in ipairs(old) do
			message_forget(prefix, id)
		end
		cleared = cleared + #old
	end
	return cleared
end

local function human_allowed(prefix, brand, comment)
	local key = prefix .. 'decision:' .. brand .. ':' .. comment
	return redis.call('HGET', key, 'action') == 'allow'
end

-- One message: { id, due, json, brand, comment }; the comment is set for a hide action only.
-- Gives 'added', 'known' (the same change was done before) or 'kept' (a human allowed the comment).
local function message_add(prefix, message, now)
	local id, due, json, brand, comment = unpack(message)
	local key = prefix .. 'message:' .. id
	if comment ~= '' and human_allowed(prefix, brand, comment) then
		return 'kept'
	end
	if redis.call('HSETNX', key, 'state', 'waiting') == 0 then
		return 'known'
	end
	redis.call('HSET', key, 'json', json, 'attempts', 0, 'error', '', 'updated', now)
	redis.call('ZADD', prefix .. 'messages', now, id)
	redis.call('ZADD', prefix .. 'messages:waiting', now, id)
	due_set(prefix, 'deliver:' .. id, due)
	return 'added'
end

-- What a change brings along: { set = {{row, due} …}, remove = {row …}, messages = {…}, keep }.
local function apply_effects(prefix, packed, now)
	if packed == '' then
		return
	end
	local effects = cmsgpack.unpack(packed)
	for _, row in ipairs(effects.remove) do
		due_remove(prefix, row)
	end
	for _, row in ipairs(effects.set) do
		due_set(prefix, row[1], row[2])
	end
	for _, message in ipairs(effects.messages) do
		message_add(prefix, message, now)
	end
	if #effects.messages > 0 then
		messages_sweep(prefix, now - effects.keep)
	end
end

-- now effects
local function apply(keys, args)
	apply_effects(keys[1], args[2], tonumber(args[1]))
	return 1
end

-- now id state retry error keep
local function outbox_mark(keys, args)
	local prefix, now, id, state = keys[1], tonumber(args[1]), args[2], args[3]
	local key = prefix .. 'message:' .. id
	local before = redis.call('HGET', key, 'state')
	if not before then
		return refuse('NOTFOUND no such message')
	end
	if before == 'sent' then
		return refuse('CONFLICT it was sent already')
	end
	redis.call('HINCRBY', key, 'attempts', 1)
	redis.call('HSET', key, 'state', state, 'error', args[5], 'updated', now)
	local created = redis.call('ZSCORE', prefix .. 'messages', id) or now
	redis.call('ZREM', prefix .. 'messages:' .. before, id)
	redis.call('ZADD', prefix .. 'messages:' .. state, created, id)
	if state == 'waiting' then
		redis.call('PERSIST', key)
		due_set(prefix, 'deliver:' .. id, args[4])
	else
		redis.call('PEXPIRE', key, milliseconds(tonumber(args[6])))
		due_remove(prefix, 'deliver:' .. id)
		messages_sweep(prefix, now - tonumber(args[6]))
	end
	return 1
end

---- pages of an index ------------------------------------------------------------------------

-- Walks a sorted set from its newest (or oldest) member behind the member `after`, or behind the
-- time `bound`: what is older (or later) than it. `take` turns a member and its time into what is
-- shown, or nil to leave it out.
local function page(index, newest_first, from, max, take)
	local rank, range = 'ZRANK', { 'ZRANGE', index, 0, 0, 'WITHSCORES' }
	if newest_first then
		rank, range[6] = 'ZREVRANK', 'REV'
	end
	local first = 0
	if from.after ~= '' then
		local at = redis.call(rank, index, from.after)
		if not at then
			return refuse('NOTFOUND the page before ended with one that is gone')
		end
		first = at + 1
	elseif from.bound and newest_first then
		first = redis.call('ZCOUNT', index, from.bound, '+inf')
	elseif from.bound then
		first = redis.call('ZCOUNT', index, '-inf', from.bound)
	end
	local shown = {}
	for start = first, first + (from.scan or SCAN_MAX) - 1, 100 do
		range[3], range[4] = start, start + 99
		local members = redis.call(unpack(range))
		for i = 1, #members, 2 do
			local item = take(members[i], digits(tonumber(members[i + 1])))
			if item then
				table.insert(shown, item)
			end
			if #shown >= max then
				return shown
			end
		end
		if #members < 200 then
			break
		end
	end
	return shown
end

-- state after max [bound]
local function outbox_list(keys, args)
	local prefix = keys[1]
	local index = prefix .. 'messages' .. (args[1] ~= '' and ':' .. args[1] or '')
	local from = { after = args[2], bound = args[4] }
	return page(index, true, from, tonumber(args[3]), function(id, written)
		local found = redis.call('HMGET', prefix .. 'message:' .. id, 'json', 'state',
			'attempts', 'error')
		table.insert(found, written)
		return found[1] and found or nil
	end)
end

---- incidents --------------------------------------------------------------------------------

local function incident_indexes(prefix, brand, state)
	return {
		prefix .. 'incidents',
		prefix .. 'incidents-brand:' .. brand,
		prefix .. 'incidents-state:' .. state,
	}
end

local function incident_forget(prefix, id)
	local key = prefix .. 'incident:' .. id
	local brand, state, latest, narrower =
		unpack(redis.call('HMGET', key, 'brand', 'state', 'latest', 'narrower'))
	if brand then
		for _, index in ipairs(incident_indexes(prefix, brand, state)) do
			redis.call('ZREM', index, id)
		end
		for _, name in ipairs({ latest, narrower or nil }) do
			if redis.call('GET', name) == id then
				redis.call('DEL', name)
			end
		end
	end
	redis.call('UNLINK', key)
	redis.call('ZREM', prefix .. 'incidents-over', id)
end

-- Resolved incidents go when they are old or too many.
local function incidents_sweep(prefix, before)
	local index = prefix .. 'incidents-over'
	local old = oldest(index, before, INCIDENTS_KEPT)
	for _, id in ipairs(old) do
		incident_forget(prefix, id)
	end
	return #old
end

local function incident_is_running(prefix, id)
	local state = redis.call('HGET', prefix .. 'incident:' .. id, 'state')
	return state and state ~= 'resolved'
end

local function incident_store(prefix, incident, version, now)
	local key = prefix .. 'incident:' .. incident.id
	local before = redis.call('HGET', key, 'latest')
	if before and before ~= incident.latest then -- it has become the brand's
		redis.call('HSET', key, 'narrower', before)
	end
	redis.call('HSET', key, 'version', version, 'brand', incident.brand,
		'state', incident.state, 'latest', incident.latest, 'json', incident.json)
	for _, index in ipairs(incident_indexes(prefix, incident.brand, incident.state)) do
		redis.call('ZADD', index, incident.opened, incident.id)
	end
	if incident.state == 'resolved' then
		redis.call('ZADD', prefix .. 'incidents-over', now, incident.id)
	else
		redis.call('ZREM', prefix .. 'incidents-over', incident.id)
		redis.call('SET', incident.latest, incident.id)
	end
	incidents_sweep(prefix, now - incident.keep)
	return version
end

local function incident_of(prefix, args)
	return {
		id = args[2], brand = args[3], state = args[5], opened = tonumber(args[6]),
		json = args[7], keep = tonumber(args[8]),
		latest = prefix .. 'incident-latest:' .. args[3] .. ':' .. args[4],
	}
end

local WITHIN = { topic = true, channel = true, post = true, language = true }

local function is_within(scope)
	return WITHIN[string.match(scope, '^(%a+):')] or false
end

-- Indexes of incidents among which those that run within a brand are found: of what runs, for single
-- comments may have become any number of the brand's since; of the brand where it has fewer, which is
-- most of the time where many brands have something that runs.
local function indexes_of_running(prefix, brand)
	local of_brand, running, count = prefix .. 'incidents-brand:' .. brand, {}, 0
	for place, state in ipairs({ 'open', 'acknowledged' }) do
		running[place] = prefix .. 'incidents-state:' .. state
		count = count + redis.call('ZCARD', running[place])
	end
	local fewer = redis.call('ZCARD', of_brand) < math.min(count, SCAN_SCOPE)
	return fewer and { of_brand } or running
end

-- Newest first, the open ones before the others.
local function running_within(prefix, brand)
	local start = prefix .. 'incident-latest:' .. brand .. ':'
	local found, others = {}, {}
	for _, index in ipairs(indexes_of_running(prefix, brand)) do
		for _, id in ipairs(redis.call('ZREVRANGE', index, 0, SCAN_SCOPE - 1)) do
			local latest, state =
				unpack(redis.call('HMGET', prefix .. 'incident:' .. id, 'latest', 'state'))
			if latest and state ~= 'resolved' and string.sub(latest, 1, #start) == start and
				is_within(string.sub(latest, #start + 1)) then
				table.insert(state == 'open' and found or others, id)
			end
		end
	end
	for _, id in ipairs(others) do
		table.insert(found, id)
	end
	return found
end

-- What an incident that opens claims to be: 'beside' its brand's own, and ('seen') which ones within
-- the brand were looked at: whatever else runs there may be the same episode.
local function incident_claims(incident, args, from)
	incident.beside = args[from] == 'beside'
	if args[from + 1] == 'seen' then
		incident.seen = {}
		for at = from + 2, #args do
			incident.seen[args[at]] = true
		end
	end
end

local function rival_within(prefix, incident, start)
	for _, id in ipairs(incident.seen and running_within(prefix, incident.brand) or {}) do
		local latest = redis.call('HGET', prefix .. 'incident:' .. id, 'latest')
		if id ~= incident.id and not incident.seen[string.sub(latest, #start + 1)] then
			return id
		end
	end
end

-- As its JSON says, which Livvakts of any version write; what people wrote in it has \" for a quote.
local function stands_beside(prefix, id)
	local json = redis.call('HGET', prefix .. 'incident:' .. id, 'json')
	return json and string.find(json, '"beside":true', 1, true)
end

-- What stands beside the brand's own stays there when that opens again; a new one takes it over.
local function rival_of_brand(prefix, incident, again)
	for _, id in ipairs(running_within(prefix, incident.brand)) do
		if not again or not stands_beside(prefix, id) then
			return id
		end
	end
end

-- Why one may not open, or open again: another one runs and stands for the same: of this scope; of
-- the brand, for one within it; of what is within, for the brand's. Two judges may have found one
-- episode at the same moment. What stands beside its brand's is another subject, while that runs.
local function incident_rival(prefix, incident, scope, again)
	local start = prefix .. 'incident-latest:' .. incident.brand .. ':'
	local latest, brands = redis.call('GET', incident.latest), redis.call('GET', start .. 'brand')
	local rival = latest and latest ~= incident.id and incident_is_running(prefix, latest) and latest
	if rival then
		return rival .. ' is still running'
	end
	if is_within(scope) then
		local runs = brands and incident_is_running(prefix, brands)
		if runs and not incident.beside then
			return brands .. ' is still running'
		elseif incident.beside and not runs then
			return 'nothing runs that it could be beside'
		end
		rival = rival_within(prefix, incident, start)
	elseif scope == 'brand' then
		rival = rival_of_brand(prefix, incident, again)
	end
	return rival and rival .. ' is still running'
end

-- now id brand scope state opened json keep effects [claim ['seen' scope ...]]
local function incident_create(keys, args)
	local prefix, now = keys[1], tonumber(args[1])
	local incident = incident_of(prefix, args)
	incident_claims(incident, args, 10)
	local rival = incident_rival(prefix, incident, args[4], false)
	if rival then
		return refuse('CONFLICT ' .. rival)
	end
	if redis.call('EXISTS', prefix .. 'incident:' .. incident.id) == 1 then
		return refuse('CONFLICT ' .. incident.id .. ' exists already')
	end
	incident_store(prefix, incident, 1, now)
	apply_effects(prefix, args[9], now)
	return 1
end

-- now id brand scope state opened json keep effects version [claim ['seen' scope ...]]
local function incident_update(keys, args)
	local prefix, now = keys[1], tonumber(args[1])
	local incident = incident_of(prefix, args)
	local key = prefix .. 'incident:' .. incident.id
	local version, state = unpack(redis.call('HMGET', key, 'version', 'state'))
	if not version then
		return refuse('NOTFOUND no such incident')
	end
	if version ~= args[10] then
		return refuse('CONFLICT somebody else changed it')
	end
	incident_claims(incident, args, 11)
	if incident.state ~= 'resolved' and state == 'resolved' then
		local rival = incident_rival(prefix, incident, args[4], true)
		if rival then
			return refuse('CONFLICT ' .. rival)
		end
	elseif incident.state ~= 'resolved' then -- it may have become its brand's
		local latest = redis.call('GET', incident.latest)
		if latest and latest ~= incident.id and incident_is_running(prefix, latest) then
			return refuse('CONFLICT ' .. latest .. ' is running')
		end
	end
	if state ~= incident.state then
		redis.call('ZREM', prefix .. 'incidents-state:' .. state, incident.id)
	end
	incident_store(prefix, incident, tonumber(version) + 1, now)
	apply_effects(prefix, args[9], now)
	return 1
end

-- brand state after max [bound]
local function incident_list(keys, args)
	local prefix, brand, state = keys[1], args[1], args[2]
	local index = prefix .. 'incidents'
	if brand ~= '' then
		index = prefix .. 'incidents-brand:' .. brand
	elseif state ~= '' then
		index = prefix .. 'incidents-state:' .. state
	end
	local from = { after = args[3], bound = args[5] }
	return page(index, true, from, tonumber(args[4]), function(id)
		local found = redis.call('HMGET', prefix .. 'incident:' .. id, 'json', 'state')
		if state ~= '' and found[2] ~= state then
			return nil
		end
		return found[1] or nil
	end)
end

-- Those of one scope, newest first, or ('1') of all that begin so; the others of the brand are passed
-- over unread.
-- brand scope max [begins]
local function incident_list_scope(keys, args)
	local prefix, brand, begins = keys[1], args[1], args[4] == '1'
	local latest = prefix .. 'incident-latest:' .. brand .. ':' .. args[2]
	local from = { after = '', scan = SCAN_SCOPE }
	return page(prefix .. 'incidents-brand:' .. brand, true, from, tonumber(args[3]), function(id)
		local key = prefix .. 'incident:' .. id
		local own = redis.call('HGET', key, 'latest') or ''
		local found = own == latest or begins and string.sub(own, 1, #latest) == latest
		return found and redis.call('HGET', key, 'json')
	end)
end

-- Those that run within a brand, newest first, the open ones before the others.
-- brand
local function incident_list_within(keys, args)
	local prefix, shown = keys[1], {}
	for place, id in ipairs(running_within(prefix, args[1])) do
		shown[place] = redis.call('HGET', prefix .. 'incident:' .. id, 'json')
	end
	return shown
end

---- silences that people asked for ---------------------------------------------------------

-- By the time of their end; those that are over stay for a while, to be listed.
local function silences_sweep(prefix, now)
	local old = oldest(prefix .. 'silences', now - SILENCES_AGE, SILENCES_KEPT)
	for _, id in ipairs(old) do
		redis.call('UNLINK', prefix .. 'silence:' .. id)
		redis.call('ZREM', prefix .. 'silences', id)
	end
	return #old
end

-- now id brand end json
local function silence_add(keys, args)
	local prefix, now, id = keys[1], args[1], args[2]
	if redis.call('ZCOUNT', prefix .. 'silences', '(' .. now, '+inf') >= SILENCES_MAX then
		return refuse('CONFLICT ' .. SILENCES_MAX .. ' silences are in force already: end one first')
	end
	redis.call('HSET', prefix .. 'silence:' .. id, 'brand', args[3], 'json', args[5])
	redis.call('ZADD', prefix .. 'silences', args[4], id)
	silences_sweep(prefix, tonumber(now))
	return 1
end

-- now id json row: it ends now, and the row is due
local function silence_end(keys, args)
	local prefix, now, id = keys[1], args[1], args[2]
	local ends = redis.call('ZSCORE', prefix .. 'silences', id)
	if not ends then
		return refuse('NOTFOUND no such silence')
	elseif tonumber(ends) <= tonumber(now) then
		return refuse('CONFLICT it is over already')
	end
	redis.call('HSET', prefix .. 'silence:' .. id, 'json', args[3])
	redis.call('ZADD', prefix .. 'silences', now, id)
	due_set(prefix, args[4], now)
	return 1
end

-- after: those that end later, the last first
local function silence_list(keys, args)
	local prefix, found = keys[1], {}
	local index = prefix .. 'silences'
	for _, id in ipairs(redis.call('ZRANGE', index, '+inf', '(' .. args[1], 'BYSCORE', 'REV')) do
		found[#found + 1] = redis.call('HGET', prefix .. 'silence:' .. id, 'json') or nil
	end
	return found
end

---- queue ------------------------------------------------------------------------------------

local function queue_remove(prefix, member)
	local brand = string.match(member, '^[^:]*')
	redis.call('ZREM', prefix .. 'queue', member)
	redis.call('ZREM', prefix .. 'queue-brand:' .. brand, member)
	return brand
end

local function queue_drop(prefix, member)
	local brand = queue_remove(prefix, member)
	redis.call('UNLINK', prefix .. 'queued:' .. member)
	redis.call('HINCRBY', prefix .. 'totals:' .. brand, 'unqueued', 1)
end

local function queue_sweep(prefix, before)
	local old = oldest(prefix .. 'queue', before, QUEUE_MAX)
	for _, member in ipairs(old) do
		queue_drop(prefix, member)
	end
	return #old
end

-- One item: { id, comment, verdict, action, reason, edited (1, or not there), hide (hides_note; or
-- not there) }. False when a human has decided already; but what was said of an earlier version does
-- not hold for an edited one.
local function queue_add(prefix, brand, item, keep, now)
	local member = brand .. ':' .. item[1]
	local said = nil
	if item[6] == 1 then
		redis.call('UNLINK', prefix .. 'decision:' .. member)
	else
		said = redis.call('HGET', prefix .. 'decision:' .. member, 'action')
	end
	if item[7] then
		hides_note(prefix, brand, item[7], said or item[4], now)
	end
	if said then
		return false
	end
	local key = prefix .. 'queued:' .. member
	redis.call('HSET', key, 'comment', item[2], 'verdict', item[3], 'action', item[4],
		'reason', item[5], 'at', now)
	redis.call('PEXPIRE', key, milliseconds(keep))
	-- NX: an edited comment keeps its place
	redis.call('ZADD', prefix .. 'queue', 'NX', now, member)
	redis.call('ZADD', prefix .. 'queue-brand:' .. brand, 'NX', now, member)
	return true
end

local function queue_item(prefix, member)
	local item = redis.call('HMGET', prefix .. 'queued:' .. member, 'comment', 'verdict',
		'action', 'reason', 'at')
	if not item[1] then
		return nil
	end
	local word = redis.call('HMGET', prefix .. 'decision:' .. member, 'action', 'by', 'at')
	for i = 1, 3 do
		item[5 + i] = word[i] or ''
	end
	return item
end

-- brand after max [bound]
local function queue_list(keys, args)
	local prefix = keys[1]
	local index = prefix .. (args[1] ~= '' and 'queue-brand:' .. args[1] or 'queue')
	local from = { after = args[2], bound = args[4] }
	return page(index, false, from, tonumber(args[3]), function(member, place)
		local item = queue_item(prefix, member)
		if item then
			table.insert(item, place)
		end
		return item
	end)
end

-- member
local function queue_load(keys, args)
	return queue_item(keys[1], args[1]) or refuse('NOTFOUND no such comment in the queue')
end

-- now member action by keep effects [hide (hides_note), packed]
local function queue_decide(keys, args)
	local prefix, now, member = keys[1], tonumber(args[1]), args[2]
	local key = prefix .. 'decision:' .. member
	if args[7] then
		local brand = string.match(member, '^[^:]*')
		hides_note(prefix, brand, cmsgpack.unpack(args[7]), args[3], now)
	end
	redis.call('HSET', key, 'action', args[3], 'by', args[4], 'at', now)
	redis.call('PEXPIRE', key, milliseconds(tonumber(args[5])))
	queue_remove(prefix, member)
	apply_effects(prefix, args[6], now)
	return 1
end

---- series -----------------------------------------------------------------------------------

-- What comments count in series goes to the end of the brand's journal: one write a batch and brand,
-- however many series it touches. When that is long the judge folds it into them, in C
-- (series_fold.c); here they are only put in their places. series_pack.h says what the bytes are.
local JOURNAL_HEADER, JOURNAL_HEADER_END, JOURNAL_HEADER_BYTES = '<i8i8', '15', 16
local JOURNAL_FOLD, JOURNAL_A_SERIES = 32768, 1024 -- bytes
local SERIES_AGE = 36 * DAY
local SERIES_EXPIRY = '3110400000' -- the same in milliseconds

local AUTHORS_EXPIRY = '22200000' -- 37 sets of ten minutes, in milliseconds

-- Gives whether it is to be folded: when it is long beside the series that this writes anew.
local function journal_add(prefix, brand, entries, now)
	if entries == '' then
		return false
	end
	local key = prefix .. 'journal:' .. brand
	local length = redis.call('APPEND', key, entries)
	if length == #entries then
		redis.call('SET', key, struct.pack(JOURNAL_HEADER, now, 0) .. entries)
	end
	redis.call('PEXPIRE', key, SERIES_EXPIRY)
	return length > JOURNAL_FOLD and
		length > JOURNAL_A_SERIES * redis.call('ZCARD', prefix .. 'scopes:' .. brand)
end

local function varint(value)
	local bytes = {}
	while value >= 128 do
		bytes[#bytes + 1] = string.char(128 + value % 128)
		value = math.floor(value / 128)
	end
	return table.concat(bytes) .. string.char(value)
end

-- Series as judges of version 12 and before hand them over, { scope, {{minute, comments, negative,
-- abuse} …}, {{set, author …} …} }: their entries for the journal, and their authors as below.
local function series_of_before(series)
	local entries, authors = {}, {}
	for _, one in ipairs(series) do
		local scope, rows, sets = unpack(one)
		for _, row in ipairs(rows) do
			local entry = varint(#scope) .. scope .. varint(row[1])
			for i = 2, 4 do
				entry = entry .. varint(row[i] < 0 and -2 * row[i] - 1 or 2 * row[i])
			end
			entries[#entries + 1] = entry
		end
		for _, set in ipairs(sets) do
			set[1] = digits(set[1]) .. ':' .. scope
			authors[#authors + 1] = set
		end
	end
	return table.concat(entries), authors
end

-- The names of what is folded become those of the brand's series, by the time of the last comment. Of
-- too many, those go whose series is there no more, then the posts that were silent for longest, for
-- posts come every day and the others stay, then what is new; the brand's own stays always. All of it
-- once a fold: thousands of names may be new.
local function series_admit(prefix, brand, series)
	local index, name = prefix .. 'scopes:' .. brand, prefix .. 'series:' .. brand .. ':'
	local folded, posts, new = {}, {}, {}
	for i = #series - 2, 1, -3 do
		local scope = series[i]
		folded[scope] = true
		if redis.call('ZADD', index, 'GT', series[i + 1], scope) == 1 then
			new[#new + 1] = scope
		end
	end
	redis.call('PEXPIRE', index, SERIES_EXPIRY)
	local over = redis.call('ZCARD', index) - SERIES_MAX - 1
	local function leave(scope)
		if over > 0 and scope ~= 'brand' and redis.call('ZREM', index, scope) == 1 then
			redis.call('UNLINK', name .. scope)
			over = over - 1
		end
	end
	for _, old in ipairs(over > 0 and redis.call('ZRANGE', index, 0, -1) or {}) do
		if not folded[old] and redis.call('EXISTS', name .. old) == 0 then
			leave(old)
		elseif string.sub(old, 1, 5) == 'post:' then
			posts[#posts + 1] = old
		end
	end
	for _, list in ipairs({ posts, new }) do
		for i = 1, over > 0 and #list or 0 do
			leave(list[i])
		end
	end
end

-- packed: brand, header of the journal that was read, how many bytes of it were folded, and series:
-- scope, time of the last comment in it, the series with what was folded …
local function fold(keys, args)
	local prefix = keys[1]
	local brand, header, folded, series = unpack(cmsgpack.unpack(args[1]))
	local key, name = prefix .. 'journal:' .. brand, prefix .. 'series:' .. brand .. ':'
	if redis.call('GETRANGE', key, '0', JOURNAL_HEADER_END) ~= header then
		return refuse('CONFLICT somebody else has folded it')
	end
	series_admit(prefix, brand, series)
	for i = 1, #series, 3 do
		if redis.call('ZSCORE', prefix .. 'scopes:' .. brand, series[i]) then
			redis.call('SET', name .. series[i], series[i + 2], 'PX', SERIES_EXPIRY)
		end
	end
	local created, from = struct.unpack(JOURNAL_HEADER, header)
	local rest = redis.call('GETRANGE', key, JOURNAL_HEADER_BYTES + folded, '-1')
	redis.call('SET', key, struct.pack(JOURNAL_HEADER, created, from + folded) .. rest,
		'PX', SERIES_EXPIRY)
	return 1
end

-- Sets { ten minutes and scope, author … }.
local function authors_add(prefix, brand, sets)
	for _, set in ipairs(sets) do
		local key = prefix .. 'authors:' .. brand .. ':' .. set[1]
		set[1] = key
		redis.call('PFADD', unpack(set))
		redis.call('PEXPIRE', key, AUTHORS_EXPIRY, 'NX')
	end
end

---- recent comments --------------------------------------------------------------------------

-- A flat list of times and packed comments.
local function recent_add(prefix, brand, list, now)
	if #list == 0 then
		return
	end
	local key = prefix .. 'recent:' .. brand
	redis.call('ZADD', key, unpack(list))
	redis.call('ZREMRANGEBYRANK', key, '0', RECENT_TOO_MANY)
	redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. digits(now - RECENT_AGE))
	redis.call('PEXPIRE', key, RECENT_EXPIRY)
end

-- A flat list of times and names (recent.c): these comments were edited, the earlier version goes.
local function recent_replace(prefix, brand, list)
	local key = prefix .. 'recent:' .. brand
	for i = 1, #list, 2 do
		local at, name = digits(list[i]), list[i + 1]
		for _, member in ipairs(redis.call('ZRANGE', key, at, at, 'BYSCORE')) do
			if string.sub(member, 25, 24 + #name) == name then
				redis.call('ZREM', key, member)
			end
		end
	end
end

---- who may say the same ---------------------------------------------------------------------

-- Comments as chorus_log.c packs them, one behind the other, behind a header as a journal's. Judges
-- read what is new; here only what is a day old or too much goes from the front, a half at least: what
-- stays is written anew, to the append-only file as well.
local VOICE_BYTES, VOICES_MAX, VOICES_STEP = 65, 32768, 256
local VOICES_AGE = 1440 -- minutes
local VOICES_EXPIRY = '172800000' -- two days, in milliseconds

local function voices_trim(key, count, now)
	local cut = count > VOICES_MAX and VOICES_MAX / 2 or 0
	local old = now / MINUTE - VOICES_AGE
	while cut + VOICES_STEP < count do
		local from = JOURNAL_HEADER_BYTES + (cut + VOICES_STEP - 1) * VOICE_BYTES
		local minute = struct.unpack('<I4', redis.call('GETRANGE', key, from, from + 3))
		if minute >= old then
			break
		end
		cut = cut + VOICES_STEP
	end
	if cut >= math.min(count, VOICES_MAX) / 2 then
		local header = redis.call('GETRANGE', key, '0', JOURNAL_HEADER_END)
		local created, from = struct.unpack(JOURNAL_HEADER, header)
		local rest = redis.call('GETRANGE', key, JOURNAL_HEADER_BYTES + cut * VOICE_BYTES, '-1')
		redis.call('SET', key, struct.pack(JOURNAL_HEADER, created, from + cut * VOICE_BYTES) .. rest)
	end
end

local function voices_add(prefix, brand, voices, now)
	local key = prefix .. 'chorus:' .. brand
	local length = redis.call('APPEND', key, voices)
	if length == #voices then
		redis.call('SET', key, struct.pack(JOURNAL_HEADER, now, 0) .. voices)
	end
	local count = math.floor((length - JOURNAL_HEADER_BYTES) / VOICE_BYTES)
	if count % VOICES_STEP < #voices / VOICE_BYTES then
		voices_trim(key, count, now)
	end
	redis.call('PEXPIRE', key, VOICES_EXPIRY)
end

-- Those of one author go, with what judges have of them: it is another log from now on.
local function voices_forget(prefix, brand, author)
	local key, kept, gone = prefix .. 'chorus:' .. brand, {}, 0
	local log = redis.call('GET', key) or ''
	for at = JOURNAL_HEADER_BYTES + 1, #log - VOICE_BYTES + 1, VOICE_BYTES do
		if string.sub(log, at + 4, at + 11) == author then
			gone = gone + 1
		else
			kept[#kept + 1] = string.sub(log, at, at + VOICE_BYTES - 1)
		end
	end
	if gone > 0 then
		local created = struct.unpack(JOURNAL_HEADER, log)
		local header = struct.pack(JOURNAL_HEADER, created + 1, 0)
		redis.call('SET', key, header .. table.concat(kept), 'KEEPTTL')
	end
	return gone
end

---- what was counted lately -----------------------------------------------------------------

-- Key of a comment -> what it counted as (counted.h).
local function counted_turn(prefix, window, kept, now)
	generations_turn(prefix .. 'counted', prefix .. 'counted-before', window, kept, now)
end

-- What was seen comes in chunks { keys, { key, new … }, { place, taken to be known … } }, ready to be
-- handed on: per comment as little as possible happens in Lua.

-- Keys of which something else is known than was taken to be, with what that is.
local function counted_otherwise(prefix, chunks)
	local differ, before_key = {}, prefix .. 'counted-before'
	local any_before = redis.call('EXISTS', before_key) == 1
	for _, chunk in ipairs(chunks) do
		local keys, taken = chunk[1], {}
		local current = redis.call('HMGET', prefix .. 'counted', unpack(keys))
		local before = any_before and redis.call('HMGET', before_key, unpack(keys)) or {}
		for i = 1, #chunk[3], 2 do
			taken[chunk[3][i]] = chunk[3][i + 1]
		end
		for place = 1, #keys do
			local known = current[place] or before[place] or false
			if known ~= (taken[place] or false) then
				differ[#differ + 1] = keys[place]
				differ[#differ + 1] = known or ''
			end
		end
	end
	return differ
end

local function counted_add(prefix, chunks)
	for _, chunk in ipairs(chunks) do
		redis.call('HSET', prefix .. 'counted', unpack(chunk[2]))
	end
end

---- the stream -------------------------------------------------------------------------------

local function waiting_add(prefix, comments)
	local key = prefix .. 'waiting'
	if comments == 0 then
		return
	elseif comments > 0 then
		redis.call('INCRBY', key, comments)
	elseif redis.call('XLEN', prefix .. 'stream') == 0 then
		redis.call('SET', key, 0) -- whatever strangers did to it
	elseif redis.call('INCRBY', key, comments) < 0 then
		redis.call('SET', key, 0)
	end
end

-- A brand that is seen for the first time needs room; those that were silent for long make it. One
-- that the configuration names has its place: mistyped names must not take it.
local function brand_admit(prefix, brand, named, now)
	local index = prefix .. 'brands'
	local seen = redis.call('ZSCORE', index, brand)
	if not seen and not named and redis.call('ZCARD', index) >= BRANDS_MAX then
		redis.call('ZREMRANGEBYSCORE', index, '-inf', now - SERIES_AGE)
		if redis.call('ZCARD', index) >= BRANDS_MAX then
			return false
		end
	end
	if not seen or tonumber(seen) < now - HOUR then
		redis.call('ZADD', index, now, brand)
	end
	return true
end

-- Why so many comments more cannot be taken in now; nil: they can.
local function why_full(prefix, comments, limit)
	local waiting = tonumber(redis.call('GET', prefix .. 'waiting') or 0)
	if waiting + comments > limit then
		return refuse('LIMIT ' .. digits(waiting) ..
			' comments wait to be judged; send again later')
	end
	if redis.call('ZCARD', prefix .. 'messages:waiting') >= MESSAGES_WAITING_MAX then
		return refuse('LIMIT the outbox is full; send again when messages can be delivered')
	end
end

-- limit: whether one comment would be taken in
local function room(keys, args)
	return why_full(keys[1], 1, tonumber(args[1])) or 1
end

-- now brand comments block limit named ('1': by the configuration)
local function append(keys, args)
	local prefix, now, brand, comments = keys[1], tonumber(args[1]), args[2], tonumber(args[3])
	local full = why_full(prefix, comments, tonumber(args[5]))
	if full then
		return full
	end
	if not brand_admit(prefix, brand, args[6] == '1', now) then
		return refuse('BRANDS there are ' .. BRANDS_MAX ..
			' brands already; is "brand" set wrongly?')
	end
	redis.call('XADD', prefix .. 'stream', '*', 'brand', brand, 'count', args[3],
		'block', args[4])
	redis.call('INCRBY', prefix .. 'waiting', args[3])
	redis.call('HINCRBY', prefix .. 'totals:' .. brand, 'accepted', args[3])
	return 1
end

-- The fields of an entry as a table; a stranger's may be anything.
local function entry_fields(flat)
	local fields = {}
	for i = 1, #flat - 1, 2 do
		fields[flat[i]] = flat[i + 1]
	end
	local count = tonumber(fields.count)
	fields.count = count and count >= 1 and count <= 64 and math.floor(count) or 0
	return fields
end

local function set_aside(prefix, id, reason, now)
	local stream = prefix .. 'stream'
	local found = redis.call('XRANGE', stream, id, id)
	if found[1] then
		local fields = entry_fields(found[1][2])
		redis.call('XADD', prefix .. 'poison', 'MAXLEN', POISON_KEPT, '*', 'id', id,
			'at', now, 'reason', reason, 'brand', fields.brand or '',
			'count', fields.count, 'block', fields.block or '')
		redis.call('XACK', stream, STREAM_GROUP, id)
		redis.call('XDEL', stream, id)
		waiting_add(prefix, -fields.count)
		local brand = fields.brand -- a stranger's is not counted
		local known = brand and redis.call('ZSCORE', prefix .. 'brands', brand)
		if known and fields.count > 0 then
			redis.call('HINCRBY', prefix .. 'totals:' .. brand, 'poisoned',
				fields.count)
		end
	else
		redis.call('XACK', stream, STREAM_GROUP, id)
	end
end

local function is_pending(stream, id, consumer)
	local query = { 'XPENDING', stream, STREAM_GROUP, id, id, 1 }
	query[7] = consumer
	return #redis.call(unpack(query)) == 1
end

-- id of an entry that was set aside: it comes as if it came now, and what was counted then is taken
-- back (set_aside).
local function poison_again(keys, args)
	local prefix, id = keys[1], args[1]
	local found = redis.call('XRANGE', prefix .. 'poison', id, id)
	if not found[1] then
		return refuse('NOTFOUND it is not set aside, or not any more')
	end
	local fields = entry_fields(found[1][2])
	redis.call('XADD', prefix .. 'stream', '*', 'brand', fields.brand or '', 'count',
		fields.count, 'block', fields.block or '')
	redis.call('XDEL', prefix .. 'poison', id)
	waiting_add(prefix, fields.count)
	local totals = prefix .. 'totals:' .. (fields.brand or '')
	local poisoned = tonumber(redis.call('HGET', totals, 'poisoned') or 0)
	if fields.count > 0 and poisoned >= fields.count then
		redis.call('HINCRBY', totals, 'poisoned', -fields.count)
	end
	return 1
end

-- now id reason
local function poison(keys, args)
	local prefix = keys[1]
	if not is_pending(prefix .. 'stream', args[2]) then
		return refuse('CONFLICT the entry is not pending any more')
	end
	set_aside(prefix, args[2], args[3], tonumber(args[1]))
	return 1
end

-- An entry that was handed out several times and never finished may be what ended its readers, or
-- those were ended by somebody else each time, at their start perhaps. So it waits until a reader has
-- lived for a while, longer each time: whoever is killed again and again, for whatever reason, hardly
-- ever dies in just the moment in which one of these is in its hands.
local function is_patient(handed_out, lived)
	return lived >= math.min(1000 * 2 ^ (handed_out - SUSPICIOUS + 1), PATIENCE)
end

-- Entries as they stand, and their number of times handed out as it is.
local function claim_again(stream, consumer, ids)
	local found = {}
	local query = { 'XCLAIM', stream, STREAM_GROUP, consumer, 0, unpack(ids) }
	query[#query + 1] = 'JUSTID'
	for _, id in ipairs(redis.call(unpack(query))) do
		found[#found + 1] = redis.call('XRANGE', stream, id, id)[1]
	end
	return found
end

-- What `consumer` (own: itself, or else anybody) left unfinished for `idle` milliseconds. Entries
-- handed out too often are set aside; suspicious ones come alone and last. A reader that came out of
-- them alive ('again', after a lost answer) has them back at once, and that does not count. Gives
-- { set aside, id, deliveries, block, id, … }.
--
-- now consumer own idle max [lived, in milliseconds [again]]
local function reclaim(keys, args)
	local prefix, now, consumer, max = keys[1], tonumber(args[1]), args[2], tonumber(args[5])
	local lived, again = tonumber(args[6] or PATIENCE), args[7] == 'again'
	local stream = prefix .. 'stream'
	local query = { 'XPENDING', stream, STREAM_GROUP, 'IDLE', args[4], '-', '+', max + SWEEP }
	if args[3] == 'own' then
		query[9] = consumer
	end
	local take, suspicious, aside, deliveries = {}, nil, 0, {}
	for _, pending in ipairs(redis.call(unpack(query))) do
		local id, count = pending[1], pending[4]
		deliveries[id] = again and count or count + 1
		if count > DELIVERIES_MAX and not again then
			set_aside(prefix, id, 'handed out ' .. count ..
				' times and never finished', now)
			aside = aside + 1
		elseif count >= SUSPICIOUS then
			if again or is_patient(count, lived) then
				suspicious = suspicious or id
			end
		elseif #take < max then
			table.insert(take, id)
		end
	end
	if #take == 0 and suspicious then
		take = { suspicious }
	end
	local result = { aside }
	if #take > 0 then
		local claimed = again and claim_again(stream, consumer, take)
			or redis.call('XCLAIM', stream, STREAM_GROUP, consumer, 0, unpack(take))
		for _, entry in ipairs(claimed) do
			table.insert(result, entry[1])
			table.insert(result, deliveries[entry[1]])
			table.insert(result, entry_fields(entry[2]).block or '')
		end
	end
	return result
end

---- commit -----------------------------------------------------------------------------------

local function commit_brand(prefix, brand, delta, now)
	local name, totals, keep = brand.name, brand.totals, delta.keep_comments
	local function count(what, amount)
		if amount > 0 then
			totals[what] = (totals[what] or 0) + amount
		end
	end
	if brand.series then
		brand.counts, brand.authors = series_of_before(brand.series)
	end
	local long = journal_add(prefix, name, brand.counts, now) and not brand.series
	authors_add(prefix, name, brand.authors)
	if brand.replaced then
		recent_replace(prefix, name, brand.replaced)
	end
	recent_add(prefix, name, brand.recent, now)
	if brand.voices then
		voices_add(prefix, name, brand.voices, now)
	end
	for _, id in ipairs(brand.withdrawn or {}) do
		queue_remove(prefix, name .. ':' .. id)
		redis.call('UNLINK', prefix .. 'queued:' .. name .. ':' .. id)
	end
	if brand.arrivals then
		arrivals_add(prefix, name, brand.arrivals, delta.arrivals_kept, now)
	end
	for _, item in ipairs(brand.queue) do
		count(queue_add(prefix, name, item, keep, now) and 'queued' or 'kept', 1)
	end
	for _ = 1, #brand.queue, SWEEP do -- as many steps as were filed, so that it stays bounded
		queue_sweep(prefix, now - keep)
	end
	for what, amount in pairs(totals) do
		redis.call('HINCRBY', prefix .. 'totals:' .. name, what, amount)
	end
	return long
end

-- Gives the places of brands whose journal is to be folded.
local function commit_delta(prefix, delta, now)
	local long = {}
	for place, brand in ipairs(delta.brands) do
		if commit_brand(prefix, brand, delta, now) then
			long[#long + 1] = place
		end
	end
	if delta.seen and #delta.seen > 0 then
		counted_turn(prefix, delta.window, delta.window_comments, now)
		counted_add(prefix, delta.seen)
	end
	for _, message in ipairs(delta.messages) do
		message_add(prefix, message, now) -- what a human allowed is counted where it is not filed
	end
	if #delta.messages > 0 then
		messages_sweep(prefix, now - delta.keep_messages)
	end
	return long
end

-- The places (from 1) of entries that are not pending with the consumer. One range query finds
-- them all as a rule (a third of the cost of one query each); only what it does not show is asked
-- for by itself.
local function entries_gone(stream, consumer, ids)
	local held, gone = {}, {}
	local pending = redis.call('XPENDING', stream, STREAM_GROUP, ids[1], ids[#ids], #ids,
		consumer)
	for _, entry in ipairs(pending) do
		held[entry[1]] = true
	end
	for place, id in ipairs(ids) do
		if not held[id] and not is_pending(stream, id, consumer) then
			table.insert(gone, place)
		end
	end
	return gone
end

-- The acknowledgement is the commit: only when every entry is still pending with this consumer, and
-- of every comment just that was counted before what the judge took to be, does anything happen.
-- Gives nothing when all is done, or { {}, {}, places of brands whose journal is to be folded }; else
-- { places of entries that are gone, keys of comments and what is known of them }. A delta of
-- version 1 knows of no comments, and gets the places only; those that bring series, and not their
-- journal, hear nothing of it.
--
-- now consumer comments delta id …
local function commit(keys, args)
	local prefix, now, consumer = keys[1], tonumber(args[1]), args[2]
	local stream, ids = prefix .. 'stream', {}
	for i = 5, #args do
		table.insert(ids, args[i])
	end
	local delta = cmsgpack.unpack(args[4]) -- before anything is changed: it may be refused
	local gone = entries_gone(stream, consumer, ids)
	local known = delta.seen and counted_otherwise(prefix, delta.seen) or {}
	if #gone + #known > 0 then
		return delta.seen and { gone, known } or gone
	end
	if not redis.acl_check_cmd('append', prefix .. 'journal:', '') then -- what was done stays done
		return refuse('LIMIT the Redis user may not append; docs/state.md shows its rights')
	end
	redis.call('XACK', stream, STREAM_GROUP, unpack(ids))
	redis.call('XDEL', stream, unpack(ids))
	waiting_add(prefix, -tonumber(args[3]))
	local long = commit_delta(prefix, delta, now)
	return #long > 0 and { {}, {}, long } or {}
end

---- what nobody needs any more ---------------------------------------------------------------

-- Readers that have nothing unfinished and were silent for a day.
local function readers_sweep(prefix)
	local stream, cleared = prefix .. 'stream', 0
	if redis.call('EXISTS', stream) == 0 then
		return 0
	end
	for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
		local name = group[2]
		for _, reader in ipairs(redis.call('XINFO', 'CONSUMERS', stream, name)) do
			if reader[4] == 0 and reader[6] > milliseconds(DAY) then
				redis.call('XGROUP', 'DELCONSUMER', stream, name, reader[2])
				cleared = cleared + 1
			end
		end
	end
	return cleared
end

-- What was set aside holds texts and names, too. An older caller says of no time.
local function poison_sweep(prefix, before)
	local stream, cleared = prefix .. 'poison', 0
	for _, entry in ipairs(redis.call('XRANGE', stream, '-', '+', 'COUNT', SWEEP_POISON)) do
		if tonumber(entry_fields(entry[2]).at or 0) < before then
			cleared = cleared + redis.call('XDEL', stream, entry[1])
		end
	end
	return cleared
end

-- now keep_incidents keep_messages keep_comments keep_poison
local function sweep(keys, args)
	local prefix, now = keys[1], tonumber(args[1])
	return incidents_sweep(prefix, now - tonumber(args[2]))
		+ messages_sweep(prefix, now - tonumber(args[3]))
		+ queue_sweep(prefix, now - tonumber(args[4]))
		+ (args[5] and poison_sweep(prefix, now - tonumber(args[5])) or 0)
		+ readers_sweep(prefix)
		+ silences_sweep(prefix, now)
end

---- a person who wants to be forgotten -------------------------------------------------------

-- what name: one comment of the queue, with the decision on it; one message that is over; of a brand's
-- voices those of an author
local function forget(keys, args)
	local prefix, what, name = keys[1], args[1], args[2]
	if what == 'queued' then
		queue_remove(prefix, name)
		redis.call('UNLINK', prefix .. 'queued:' .. name, prefix .. 'decision:' .. name)
	elseif what == 'message' then
		if redis.call('HGET', prefix .. 'message:' .. name, 'state') == 'waiting' then
			return refuse('CONFLICT it waits to be delivered')
		end
		message_forget(prefix, name)
	elseif what == 'voices' then
		return voices_forget(prefix, name, args[3])
	end
	return 1
end

---- what the user may do --------------------------------------------------------------------

-- Of our keys, here and in the C that calls; docs/state.md shows a user who may all of it.
local RIGHTS = [[
append exists get set getrange mget incr incrby del unlink rename persist pexpire pexpireat
pexpiretime hget hgetall hmget hlen hset hsetnx hdel hincrby zadd zcard zcount zrange zrank
zrevrange zrevrank zrem zremrangebyrank zremrangebyscore zscore pfadd pfcount xack xadd xclaim
xdel xlen xpending xrange]]

-- The commands that the caller may not give, in words.
local function rights(keys, args)
	local missing, key = {}, keys[1]
	for command in string.gmatch(RIGHTS, '%a+') do -- with as many words as the longest needs
		if not redis.acl_check_cmd(command, key, key, key, key, key, key) then
			missing[#missing + 1] = command
		end
	end
	return table.concat(missing, ' ')
end

---- what is offered --------------------------------------------------------------------------

local READS, MAKES_ROOM, FILLS = { 'no-writes' }, { 'allow-oom' }, {}

local function offer(name, flags, callback)
	redis.register_function({
		function_name = 'livvakt_' .. name, callback = callback, flags = flags,
	})
end

offer('version', READS, function()
	return VERSION
end)
offer('rights', READS, rights)
offer('room', READS, room)
offer('append', FILLS, append)
offer('reclaim', MAKES_ROOM, reclaim)
offer('poison', MAKES_ROOM, poison)
offer('poison_again', FILLS, poison_again)
offer('commit', MAKES_ROOM, commit)
offer('fold', MAKES_ROOM, fold)
offer('apply', MAKES_ROOM, apply)
offer('due_claim', MAKES_ROOM, due_claim)
offer('due_complete', MAKES_ROOM, due_complete)
offer('due_renew', MAKES_ROOM, due_renew)
offer('due_shift', MAKES_ROOM, due_shift)
offer('outbox_mark', MAKES_ROOM, outbox_mark)
offer('outbox_list', READS, outbox_list)
offer('incident_create', MAKES_ROOM, incident_create)
offer('incident_update', MAKES_ROOM, incident_update)
offer('incident_list', READS, incident_list)
offer('incident_list_scope', READS, incident_list_scope)
offer('incident_list_within', READS, incident_list_within)
offer('silence_add', MAKES_ROOM, silence_add)
offer('silence_end', MAKES_ROOM, silence_end)
offer('silence_list', READS, silence_list)
offer('history', READS, history)
offer('queue_decide', MAKES_ROOM, queue_decide)
offer('queue_list', READS, queue_list)
offer('queue_load', READS, queue_load)
offer('sweep', MAKES_ROOM, sweep)
offer('forget', MAKES_ROOM, forget)
