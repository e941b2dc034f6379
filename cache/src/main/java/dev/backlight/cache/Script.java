package dev.backlight.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// What Redis does in one step. A script is sent by its digest, and in full when Redis does not
/// know it.
record Script(String text, String digest, ScriptOutputType output) {

  /// Takes leases and reads slots and counters, see [RemoteTier#lease]. KEYS: slot and lease in
  /// turn, then counters. ARGV: number of slots, token, lease ms, counter ms, a random version for
  /// counters that are absent. A lease that was denied to somebody has a `+` after its token.
  static final Script LEASE =
      of(
          ScriptOutputType.MULTI,
          """
          local slots = tonumber(ARGV[1])
          local out = {}
          for i = 1, slots do
            local lease = KEYS[2 * i]
            local got = redis.call('SET', lease, ARGV[2], 'NX', 'PX', ARGV[3])
            if not got and string.sub(redis.call('GET', lease), -1) ~= '+' then
              redis.call('APPEND', lease, '+')
            end
            out[2 * i - 1] = got and '1' or '0'
            out[2 * i] = redis.call('GET', KEYS[2 * i - 1]) or ''
          end
          for i = 2 * slots + 1, #KEYS do
            local version = redis.call('GET', KEYS[i])
            if not version then
              version = ARGV[5]
              redis.call('SET', KEYS[i], version, 'PX', ARGV[4])
            end
            out[i] = version
          end
          return out
          """);

  /// Of a lease: whose it is, and its end, which those hear who were denied it (see [RedisEar]).
  private static final String HELD =
      """
      local function holds(lease, token)
        local held = redis.call('GET', lease)
        return held == token or held == token .. '+'
      end
      local function free(lease, channel)
        local held = redis.call('GET', lease)
        redis.call('DEL', lease)
        if held and string.sub(held, -1) == '+' then
          redis.call('PUBLISH', channel, 'freed ' .. lease)
        end
      end
      """;

  /// Compares and stores, see [RemoteTier#setIfVersion]. KEYS: slot, lease, counters. ARGV: token,
  /// value, slot ms, counter ms, channel, message, a version per counter.
  static final Script SET_IF_VERSION =
      of(
          ScriptOutputType.INTEGER,
          HELD
              + """
              if ARGV[1] ~= '' and not holds(KEYS[2], ARGV[1]) then return 0 end
              for i = 3, #KEYS do
                if redis.call('GET', KEYS[i]) ~= ARGV[i + 4] then
                  if ARGV[1] ~= '' then free(KEYS[2], ARGV[5]) end
                  return 0
                end
              end
              redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
              free(KEYS[2], ARGV[5])
              for i = 3, #KEYS do
                if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[4]) then
                  redis.call('PEXPIRE', KEYS[i], ARGV[4])
                end
              end
              if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[5], ARGV[6]) end
              return 1
              """);

  /// Gives leases back, see [RemoteTier#release]. KEYS: leases. ARGV: token, channel.
  static final Script RELEASE =
      of(
          ScriptOutputType.INTEGER,
          HELD
              + """
              for i = 1, #KEYS do
                if holds(KEYS[i], ARGV[1]) then free(KEYS[i], ARGV[2]) end
              end
              return #KEYS
              """);

  /// Empties, raises and tells, see [RemoteTier#invalidate]. An absent counter stays absent: no
  /// entry counts without it. KEYS: slots and leases, then counters. ARGV: number of slots and
  /// leases, channel, message.
  static final Script INVALIDATE =
      of(
          ScriptOutputType.INTEGER,
          """
          local gone = tonumber(ARGV[1])
          for i = 1, gone do redis.call('UNLINK', KEYS[i]) end
          for i = gone + 1, #KEYS do
            if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('INCR', KEYS[i]) end
          end
          if ARGV[3] ~= '' then redis.call('PUBLISH', ARGV[2], ARGV[3]) end
          return 1
          """);

  /// Tells the others, and whether this is the Redis of last time, see [RemoteTier#beat]. A Redis
  /// that was restarted from an older dump may have lost invalidations: what it holds is raised out
  /// of use. KEYS: identity, counter. ARGV: channel, message, a random suffix.
  static final Script BEAT =
      of(
          ScriptOutputType.VALUE,
          """
          redis.call('PUBLISH', ARGV[1], ARGV[2])
          local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ':'
          local known = redis.call('GET', KEYS[1])
          if known and string.sub(known, 1, #run) == run then return known end
          known = run .. ARGV[3]
          redis.call('SET', KEYS[1], known)
          if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('INCR', KEYS[2]) end
          return known
          """);

  private static Script of(ScriptOutputType output, String text) {
    return new Script(text, Base16.digest(text.getBytes(UTF_8)), output);
  }

  /// @param arguments bytes, or what is sent as text
  <T> CompletionStage<T> run(
      RedisAsyncCommands<String, byte[]> redis, List<String> keys, Object... arguments) {
    String[] names = keys.toArray(String[]::new);
    byte[][] values =
        Arrays.stream(arguments)
            .map(one -> one instanceof byte[] bytes ? bytes : one.toString().getBytes(UTF_8))
            .toArray(byte[][]::new);
    CompletionStage<T> byDigest = redis.evalsha(digest, output, names, values);
    return byDigest.exceptionallyCompose(thrown -> {
      Throwable cause = thrown instanceof CompletionException c ? c.getCause() : thrown;
      return cause instanceof RedisNoScriptException
          ? redis.eval(text, output, names, values)
          : CompletableFuture.failedStage(thrown);
    });
  }
}
