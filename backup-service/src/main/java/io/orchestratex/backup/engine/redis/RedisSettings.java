package io.orchestratex.backup.engine.redis;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Redis's own programs, and which keys a restore leaves as they are.
 *
 * @param programs the folder of redis-server or valkey-server, which only drills need; where it is
 *     not set, it is looked for on the PATH and where distributions put it
 * @param keepCurrent keys of this installation's services, separated by commas: {@code
 *     target/pattern}, the pattern as {@code KEYS} takes it. Which sessions are open, who signed in
 *     too often: with those of a backup, services would act on what is long over
 */
@ConfigurationProperties("orchestratex.backup.redis")
public record RedisSettings(
    @Nullable String programs,
    @Bindable(defaultValue = "redis/gateway:*,redis/session:*") String keepCurrent) {

  /** The patterns of a target's keys that stay. */
  List<String> keptIn(String target) {
    return Arrays.stream(keepCurrent.split(",", -1))
        .map(String::strip)
        .filter(each -> each.startsWith(target + "/"))
        .map(each -> each.substring(target.length() + 1))
        .toList();
  }
}
