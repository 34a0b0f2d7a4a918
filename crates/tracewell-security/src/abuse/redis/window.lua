-- Counts violations, all of a batch at once.
--
-- KEYS     the window of the subject of each violation: a sorted set of members by time, in which 's' is the signal
-- ARGV[1]  the time in milliseconds, or nothing for the time of this server, which all instances share
-- ARGV[2]  the length of the windows in milliseconds
-- then six for each violation: its age, the threshold, up to which number is counted, its member, how many the sender
-- knows of, and whether the sender has given the signal
--
-- Answers two numbers for each: the count, and 0: nothing to say, 1: give the signal, 2: it was given.
local now = tonumber(ARGV[1])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local window = tonumber(ARGV[2])
local answers = {}
for place, key in ipairs(KEYS) do
    local base = 2 + (place - 1) * 6
    local threshold, cap = tonumber(ARGV[base + 2]), tonumber(ARGV[base + 3])
    local member, known = ARGV[base + 4], tonumber(ARGV[base + 5])
    -- It came before, and its answer was lost on the way.
    local again = redis.call('ZSCORE', key, member)
    if not again then
        -- The first of all writes: it is the one that a server without room refuses, and with it the batch.
        redis.call('ZADD', key, now - tonumber(ARGV[base + 1]), member)
    end
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
    local given = redis.call('ZSCORE', key, 's')
    local count = redis.call('ZCARD', key)
    if given then count = count - 1 end
    if count > cap then
        for _, oldest in ipairs(redis.call('ZRANGE', key, 0, 1)) do
            if oldest ~= 's' and count > cap then
                redis.call('ZREM', key, oldest)
                count = count - 1
            end
        end
    end
    if known > count then count = known end
    local state = 0
    if given then
        state = again and 1 or 2
    elseif ARGV[base + 6] == '1' then
        redis.call('ZADD', key, now, 's')
        state = 2
    elseif count >= threshold then
        redis.call('ZADD', key, now, 's')
        state = 1
    end
    redis.call('PEXPIRE', key, window)
    answers[2 * place - 1] = count
    answers[2 * place] = state
end
return answers
