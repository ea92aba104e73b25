package io.orchestratex.gateway.console.policies;

import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.service.backup.Policy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person typed about the copies to one vault.
 *
 * @param when empty for no copies; each, daily, weekly or monthly
 * @param keep what is kept there, in words such as {@code 90 days, 26 weekly}; empty for the rules
 *     of the policy
 */
record TypedCopy(String vault, String when, boolean important, String keep) {

  /** When backups are copied, each with what it says in the form. */
  static final Map<String, String> TIMES = times();

  private static final Pattern RULE =
      Pattern.compile("(\\d{1,5}) (days|last|hourly|daily|weekly|monthly|yearly)");

  private static Map<String, String> times() {
    Map<String, String> times = new LinkedHashMap<>();
    times.put("", "are not copied");
    times.put("each", "each, once it was taken");
    times.put("daily", "each day");
    times.put("weekly", "each Sunday");
    times.put("monthly", "on the first of each month");
    return times;
  }

  static TypedCopy of(Policy.CopiedTo copy) {
    return new TypedCopy(
        copy.vault(), copy.when(), copy.only().equals("important"), words(copy.keep()));
  }

  private static String words(Policy.@Nullable Keep keep) {
    if (keep == null) {
      return "";
    }
    StringBuilder words = new StringBuilder();
    add(words, keep.days(), "days");
    add(words, keep.last(), "last");
    add(words, keep.hourly(), "hourly");
    add(words, keep.daily(), "daily");
    add(words, keep.weekly(), "weekly");
    add(words, keep.monthly(), "monthly");
    add(words, keep.yearly(), "yearly");
    return words.isEmpty() ? "all" : words.toString();
  }

  private static void add(StringBuilder words, @Nullable Integer count, String rule) {
    if (count != null) {
      words.append(words.isEmpty() ? "" : ", ").append(count).append(' ').append(rule);
    }
  }

  /** Those of a form: each vault has fields with its name. */
  static List<TypedCopy> of(Form form) {
    return form.all("copy_vault").stream()
        .map(vault ->
            new TypedCopy(
                vault,
                form.exact("copy_when_" + vault),
                form.exact("copy_important_" + vault).equals("yes"),
                form.exact("copy_keep_" + vault).strip()))
        .toList();
  }

  boolean isWanted() {
    return !when.isEmpty();
  }

  /** Whether what is kept is said in words that are understood. */
  boolean isReadable() {
    return keep.isEmpty() || keep.equals("all") || rules().size() == keep.split(",").length;
  }

  private Map<String, Object> rules() {
    Map<String, Object> rules = new HashMap<>();
    for (String each : keep.split(",")) {
      Matcher rule = RULE.matcher(each.strip());
      if (rule.matches()) {
        rules.put(rule.group(2), Integer.valueOf(rule.group(1)));
      }
    }
    return rules;
  }

  Map<String, Object> body() {
    Map<String, Object> body = new HashMap<>();
    body.put("vault", vault);
    body.put("when", when);
    body.put("only", important ? "important" : "all");
    if (!keep.isEmpty()) {
      body.put("keep", rules());
    }
    return body;
  }
}
