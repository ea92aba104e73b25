package io.orchestratex.backup.policy;

import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.schedule.CronTimes;
import io.orchestratex.kit.schedule.ZoneNames;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns what is sent into a policy that can be followed, or says which fields are wrong. */
@Singleton
final class PolicyChecks {

  /** The list of presets has the path of a policy of this name. */
  private static final String RESERVED = "presets";

  private final Targets targets;
  private final Vaults vaults;

  PolicyChecks(Targets targets, Vaults vaults) {
    this.targets = targets;
    this.vaults = vaults;
  }

  /**
   * The name of a new policy.
   *
   * @throws FailureException Invalid when there is none
   */
  String name(PolicyBody body) {
    String name = body.name() == null ? body.preset() : body.name();
    if (name == null || name.equals(RESERVED)) {
      throw FailureException.invalid(
          "policy.invalid",
          "/name",
          name == null ? "must be set, or a preset be named" : "must not be presets");
    }
    return name;
  }

  /**
   * The definition.
   *
   * @throws FailureException Invalid with each field that is wrong
   */
  PolicyDefinition definition(PolicyBody body, Instant now) {
    List<FieldError> errors = new ArrayList<>();
    PolicyDefinition base = base(body, errors);
    String zone = Objects.requireNonNullElse(body.zone(), base.zone());
    boolean saysWhen = body.cron() != null || body.maxAgeMinutes() != null;
    String cron = saysWhen ? body.cron() : base.cron();
    Integer maxAge = saysWhen ? body.maxAgeMinutes() : base.maxAgeMinutes();
    ZoneNames.error("/zone", zone).ifPresent(errors::add);
    if (cron != null && maxAge != null) {
      errors.add(new FieldError("/max_age_minutes", "must be left out where cron is set"));
    }
    if (cron != null) {
      wrongCron(cron, now).ifPresent(text -> errors.add(new FieldError("/cron", text)));
    }
    List<String> of = body.targets() == null ? base.targets() : body.targets();
    List<String> chosen = checked(() -> targets.chosen(of, "/targets"), "/targets", errors);
    String named = Objects.requireNonNullElse(body.vault(), base.vault());
    String vault = checked(() -> vaults.chosen(named, "/vault"), "/vault", errors);
    List<PolicyCopy> copies = copies(body, base, vault, errors);
    if (!errors.isEmpty() || vault == null) {
      throw FailureException.invalid("policy.invalid", errors);
    }
    return new PolicyDefinition(
        of == null ? null : chosen,
        vault,
        cron == null ? null : CronTimes.of(cron, ZoneId.of(zone)).cron(),
        maxAge,
        zone,
        Objects.requireNonNullElse(body.keep(), base.keep()),
        Objects.requireNonNullElse(body.covers(), base.covers()),
        Objects.requireNonNullElse(body.cleanup(), base.cleanup()),
        Objects.requireNonNullElse(body.verify(), base.verify()),
        Objects.requireNonNullElse(body.drill(), base.drill()),
        copies,
        Boolean.TRUE.equals(body.users()));
  }

  private List<PolicyCopy> copies(
      PolicyBody body, PolicyDefinition base, @Nullable String vault, List<FieldError> errors) {
    List<PolicyCopy> copies = Objects.requireNonNullElse(body.copies(), base.copies());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < copies.size(); i++) {
      String pointer = "/copies/" + i + "/vault";
      String named = copies.get(i).vault();
      var _ = checked(() -> vaults.chosen(named, pointer), pointer, errors);
      if (named.equals(vault)) {
        errors.add(
            new FieldError(pointer, "must not be the vault that the backups are taken into"));
      }
      if (!seen.add(named)) {
        errors.add(new FieldError(pointer, "names a vault twice: " + named));
      }
    }
    return copies.stream().map(PolicyCopy::whole).toList();
  }

  private static PolicyDefinition base(PolicyBody body, List<FieldError> errors) {
    if (body.preset() != null) {
      Optional<Preset> preset = Preset.find(body.preset());
      if (preset.isPresent()) {
        return preset.get().definition();
      }
      errors.add(new FieldError("/preset", "is unknown; expected one of " + Preset.names()));
    }
    return new PolicyDefinition(
        null, Vaults.DEFAULT, null, null, "UTC", Keep.ALL, Covers.OWN, Cleanup.DAILY);
  }

  private static <T> @Nullable T checked(
      Supplier<T> choice, String pointer, List<FieldError> errors) {
    try {
      return choice.get();
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.Invalid invalid) {
        errors.addAll(invalid.errors());
      } else {
        errors.add(new FieldError(pointer, e.failure().detail()));
      }
      return null;
    }
  }

  private static Optional<String> wrongCron(String cron, Instant now) {
    try {
      return CronTimes.of(cron, ZoneId.of("UTC")).after(now).isPresent()
          ? Optional.empty()
          : Optional.of("names a time that never comes");
    } catch (IllegalArgumentException e) {
      return Optional.of(
          "is not a cron expression; expected minute, hour, day of month, month and day of week,"
              + " such as 30 2 * * 1-5: "
              + e.getMessage());
    }
  }
}
