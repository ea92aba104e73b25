package io.orchestratex.backup.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orchestratex.kit.schedule.CronTimes;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a policy does: its backups are due by {@code cron}, or so that none gets older than {@code
 * maxAgeMinutes}, or not at all.
 *
 * @param targets ids; null means all that are set up
 * @param vault where its backups go
 * @param zone whose clock and calendar count, for the times and for the rules
 * @param verify how often all of its backups are read back
 * @param drill how often the newest good backup is restored by a drill
 * @param copies the further vaults that its backups are copied to
 * @param users whether accounts and roles of the servers are in them, of engines that can
 */
public record PolicyDefinition(
    @Nullable List<String> targets,
    String vault,
    @Nullable String cron,
    @Nullable Integer maxAgeMinutes,
    String zone,
    Keep keep,
    Covers covers,
    Cleanup cleanup,
    Often verify,
    Often drill,
    List<PolicyCopy> copies,
    boolean users) {

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  public PolicyDefinition {
    targets = targets == null ? null : List.copyOf(targets);
    verify = verify == null ? Often.NEVER : verify; // Policies of earlier versions do not say.
    drill = drill == null ? Often.NEVER : drill;
    copies = copies == null ? List.of() : List.copyOf(copies);
  }

  /** Without checks besides the first one, without drills and copies. */
  PolicyDefinition(
      @Nullable List<String> targets,
      String vault,
      @Nullable String cron,
      @Nullable Integer maxAgeMinutes,
      String zone,
      Keep keep,
      Covers covers,
      Cleanup cleanup) {
    this(
        targets,
        vault,
        cron,
        maxAgeMinutes,
        zone,
        keep,
        covers,
        cleanup,
        Often.NEVER,
        Often.NEVER,
        List.of(),
        false);
  }

  PolicyDefinition withChecks(Often often, Often drilled) {
    return new PolicyDefinition(
        targets,
        vault,
        cron,
        maxAgeMinutes,
        zone,
        keep,
        covers,
        cleanup,
        often,
        drilled,
        copies,
        users);
  }

  ZoneId zoneId() {
    return ZoneId.of(zone);
  }

  Optional<CronTimes> times() {
    return cron == null ? Optional.empty() : Optional.of(CronTimes.of(cron, zoneId()));
  }

  /** When backups are removed; empty when none ever is. */
  Optional<CronTimes> cleanups() {
    boolean keepsAll =
        keep.keepsAll()
            && copies.stream().allMatch(copy -> copy.keep() == null || copy.keep().keepsAll());
    return keepsAll ? Optional.empty() : Optional.of(CronTimes.of(cleanup.cron(), zoneId()));
  }

  /** The rules for what lies in a vault. */
  Keep keepIn(String place) {
    return copyTo(place).map(PolicyCopy::keep).orElse(keep);
  }

  /** The copies to a vault, if there are any. */
  Optional<PolicyCopy> copyTo(String place) {
    return copies.stream().filter(copy -> copy.vault().equals(place)).findFirst();
  }

  /** When backups are copied to vaults that do not get each of them. */
  Optional<CronTimes> copies(CopyTimes times) {
    return copies.stream().anyMatch(copy -> copy.times() == times)
        ? times.cron().map(each -> CronTimes.of(each, zoneId()))
        : Optional.empty();
  }

  /** When all backups are checked; empty when they are not. */
  Optional<CronTimes> checks() {
    return verify.checks().map(each -> CronTimes.of(each, zoneId()));
  }

  /** When the newest good backup is drilled; empty when it is not. */
  Optional<CronTimes> drills() {
    return drill.drills().map(each -> CronTimes.of(each, zoneId()));
  }

  Optional<Duration> maxAge() {
    return maxAgeMinutes == null
        ? Optional.empty()
        : Optional.of(Duration.ofMinutes(maxAgeMinutes));
  }

  /** As it is stored. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what {@link #toJson} wrote. */
  public static PolicyDefinition fromJson(String json) {
    try {
      return JSON.readValue(json, PolicyDefinition.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored policy cannot be read", e);
    }
  }
}
