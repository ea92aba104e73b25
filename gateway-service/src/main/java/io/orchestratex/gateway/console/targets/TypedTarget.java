package io.orchestratex.gateway.console.targets;

import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.service.target.JoinedTarget;
import io.orchestratex.gateway.console.service.target.TargetApi.Sent;
import io.orchestratex.gateway.console.service.target.TargetApi.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A target as it was typed. No password is shown again.
 *
 * @param labels a line for each: name=value
 * @param sides for what it is
 * @param tested whether it is tested first
 */
record TypedTarget(
    String id,
    String uri,
    String watchUri,
    String password,
    String watchPassword,
    String labels,
    List<Side> sides,
    boolean tested) {

  private static final Pattern PASSWORD = Pattern.compile("(://[^:@/?#]*):[^@/?#]*@");

  TypedTarget {
    sides = List.copyOf(sides);
  }

  static TypedTarget of(Form form) {
    List<Side> sides = new ArrayList<>();
    for (Side side : Side.values()) {
      if (form.all("side").contains(side.name())) {
        sides.add(side);
      }
    }
    return new TypedTarget(
        text(form, "target_id"),
        text(form, "uri"),
        text(form, "watch_uri"),
        form.exact("password"),
        form.exact("watch_password"),
        text(form, "labels"),
        sides,
        !form.all("untested").contains("true"));
  }

  private static String text(Form form, String field) {
    String typed = form.text(field);
    return typed == null ? "" : typed;
  }

  /** To fill the gap of a target, or for a new one. */
  static TypedTarget fresh(@Nullable String id, @Nullable String only) {
    List<Side> sides =
        only == null
            ? List.of(Side.values())
            : List.of(only.equals("watch") ? Side.WATCH : Side.BACKUP);
    return new TypedTarget(id == null ? "" : id, "", "", "", "", "", sides, true);
  }

  /** Of one that is changed. */
  static TypedTarget of(JoinedTarget target) {
    List<Side> sides = new ArrayList<>();
    if (target.backup() != null && target.backup().source().equals("added")) {
      sides.add(Side.BACKUP);
    }
    if (target.watch() != null && target.watch().source().equals("added")) {
      sides.add(Side.WATCH);
    }
    return new TypedTarget(
        target.id(),
        "",
        "",
        "",
        "",
        TargetViews.labels(target.labels()).replace(", ", "\n"),
        sides,
        true);
  }

  /** What is wrong before anything is sent; null when nothing is. */
  @Nullable String problem(boolean isNew) {
    if (sides.isEmpty()) {
      return "Choose what it is for: backups, watching or both.";
    }
    if (isNew && uri.isEmpty() && (watchUri.isEmpty() || sides.contains(Side.BACKUP))) {
      return "Type the URI of the server.";
    }
    return labels.lines().allMatch(line -> line.isBlank() || line.indexOf('=') > 0)
        ? null
        : "Type each label on a line of its own, as name=value.";
  }

  /** What is sent to a service. */
  Sent sent(Side side, @Nullable String knownId) {
    boolean own = side == Side.WATCH && !watchUri.isEmpty();
    String given = own ? watchPassword : password;
    String address = own ? watchUri : uri;
    return new Sent(
        knownId == null ? null : knownId,
        address.isEmpty() ? null : address,
        given.isEmpty() ? null : given,
        labelMap());
  }

  private Map<String, String> labelMap() {
    Map<String, String> map = new LinkedHashMap<>();
    labels
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> {
          int end = line.indexOf('=');
          map.put(line.substring(0, end).strip(), line.substring(end + 1).strip());
        });
    return map;
  }

  /** A URI as it is shown again. */
  String shown(String typed) {
    return PASSWORD.matcher(typed).replaceFirst("$1@");
  }

  boolean isFor(Side side) {
    return sides.contains(side);
  }

  /** Passwords are in it. */
  @Override
  public String toString() {
    return "TypedTarget[" + id + "]";
  }
}
