package io.orchestratex.gateway.console.policies;

import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.service.backup.Policy;
import io.orchestratex.gateway.console.service.backup.Policy.Keep;
import io.orchestratex.gateway.console.service.backup.Policy.Preset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person typed into the form of a policy.
 *
 * @param when cron, age or none
 * @param targets empty for all
 * @param keep by rule, a number as it was typed
 * @param copies what is copied to further vaults, one for each that the form shows
 * @param users whether accounts and roles of the servers are in its backups
 * @param version that is changed; empty for a new policy
 */
record TypedPolicy(
    String name,
    String when,
    String cron,
    String maxAge,
    String zone,
    List<String> targets,
    String vault,
    Map<String, String> keep,
    String covers,
    String cleanup,
    String verify,
    String drill,
    List<TypedCopy> copies,
    boolean users,
    String version) {

  /** The rules in their order, each with what it says in the form. */
  static final Map<String, String> RULES = rules();

  private static final String NEVER = "never";

  /** How often backups are checked and drilled. */
  static final List<String> OFTEN = List.of(NEVER, "daily", "weekly", "monthly");

  private static final String CRON = "cron";
  private static final String AGE = "age";

  TypedPolicy {
    targets = List.copyOf(targets);
    keep = Map.copyOf(keep);
    copies = List.copyOf(copies);
  }

  private static Map<String, String> rules() {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("days", "Those of the last days, so many");
    rules.put("last", "The newest, so many");
    rules.put("hourly", "One of each hour, so many hours");
    rules.put("daily", "One of each day, so many days");
    rules.put("weekly", "One of each week, so many weeks");
    rules.put("monthly", "One of each month, so many months");
    rules.put("yearly", "One of each year, so many years");
    return rules;
  }

  /** What a new policy begins with: a preset, or nothing. */
  static TypedPolicy fresh(@Nullable Preset preset, String zone) {
    return preset == null
        ? new TypedPolicy(
            "",
            CRON,
            "0 3 * * *",
            "",
            zone,
            List.of(),
            "",
            Map.of(),
            "own",
            "daily",
            NEVER,
            NEVER,
            List.of(),
            false,
            "")
        : new TypedPolicy(
            preset.name(),
            CRON,
            preset.cron(),
            "",
            zone,
            List.of(),
            "",
            numbers(preset.keep()),
            preset.covers(),
            preset.cleanup(),
            Objects.requireNonNullElse(preset.verify(), NEVER),
            Objects.requireNonNullElse(preset.drill(), NEVER),
            List.of(),
            false,
            "");
  }

  static TypedPolicy of(Policy policy) {
    return new TypedPolicy(
        policy.name(),
        policy.cron() != null ? CRON : policy.maxAgeMinutes() != null ? AGE : "none",
        Objects.requireNonNullElse(policy.cron(), ""),
        Objects.toString(policy.maxAgeMinutes(), ""),
        policy.zone(),
        policy.targets() == null ? List.of() : policy.targets(),
        policy.vault(),
        numbers(policy.keep()),
        policy.covers(),
        policy.cleanup(),
        Objects.requireNonNullElse(policy.verify(), NEVER),
        Objects.requireNonNullElse(policy.drill(), NEVER),
        policy.copies().stream().map(TypedCopy::of).toList(),
        Boolean.TRUE.equals(policy.users()),
        Long.toString(policy.version()));
  }

  private static Map<String, String> numbers(@Nullable Keep keep) {
    Map<String, String> numbers = new HashMap<>();
    if (keep != null) {
      put(numbers, "days", keep.days());
      put(numbers, "last", keep.last());
      put(numbers, "hourly", keep.hourly());
      put(numbers, "daily", keep.daily());
      put(numbers, "weekly", keep.weekly());
      put(numbers, "monthly", keep.monthly());
      put(numbers, "yearly", keep.yearly());
    }
    return numbers;
  }

  private static void put(Map<String, String> numbers, String rule, @Nullable Integer count) {
    if (count != null) {
      numbers.put(rule, count.toString());
    }
  }

  static TypedPolicy of(Form form) {
    Map<String, String> keep = new HashMap<>();
    for (String rule : RULES.keySet()) {
      String typed = form.exact("keep_" + rule).strip();
      if (!typed.isEmpty()) {
        keep.put(rule, typed);
      }
    }
    return new TypedPolicy(
        form.exact("name").strip(),
        form.exact("when"),
        form.exact("cron"),
        form.exact("max_age_minutes").strip(),
        form.exact("zone").strip(),
        form.all("target"),
        form.exact("vault").strip(),
        keep,
        form.exact("covers"),
        form.exact("cleanup"),
        form.exact("verify"),
        form.exact("drill"),
        TypedCopy.of(form),
        form.exact("users").equals("true"),
        form.exact("version"));
  }

  String kept(String rule) {
    return keep.getOrDefault(rule, "");
  }

  /** The copies to a vault. */
  TypedCopy copyTo(String place) {
    return copies.stream()
        .filter(copy -> copy.vault().equals(place))
        .findFirst()
        .orElseGet(() -> new TypedCopy(place, "", false, ""));
  }

  /** What is wrong with it that the service would not say; null when nothing. */
  @Nullable String problem() {
    boolean numbers =
        keep.values().stream().allMatch(TypedPolicy::isNumber)
            && (!when.equals(AGE) || isNumber(maxAge))
            && (version.isEmpty() || version.matches("\\d{1,18}"));
    if (!copies.stream().allMatch(copy -> !copy.isWanted() || copy.isReadable())) {
      return "What copies are kept must be words such as 90 days, 26 weekly; all, or nothing for the"
          + " rules of the policy.";
    }
    return numbers ? null : "What is kept, and how old a backup may get, must be whole numbers.";
  }

  private static boolean isNumber(String text) {
    return text.matches("\\d{1,7}");
  }

  /** The body that makes or replaces the policy. */
  Map<String, Object> body() {
    Map<String, Object> body = new HashMap<>();
    if (version.isEmpty()) {
      body.put("name", name);
    } else {
      body.put("version", Long.valueOf(version));
    }
    if (when.equals(CRON)) {
      body.put("cron", cron);
    } else if (when.equals(AGE)) {
      body.put("max_age_minutes", Integer.valueOf(maxAge));
    }
    body.put("zone", zone.isEmpty() ? "UTC" : zone);
    if (!targets.isEmpty()) {
      body.put("targets", targets);
    }
    if (!vault.isEmpty()) {
      body.put("vault", vault);
    }
    if (users) {
      body.put("users", true);
    }
    Map<String, Object> rules = new HashMap<>();
    keep.forEach((rule, count) -> rules.put(rule, Integer.valueOf(count)));
    body.put("keep", rules);
    body.put("covers", covers.equals("all") ? "all" : "own");
    body.put("cleanup", cleanup.equals("weekly") ? "weekly" : "daily");
    body.put("verify", OFTEN.contains(verify) ? verify : NEVER);
    body.put("drill", OFTEN.contains(drill) ? drill : NEVER);
    body.put("copies", copies.stream().filter(TypedCopy::isWanted).map(TypedCopy::body).toList());
    return body;
  }
}
