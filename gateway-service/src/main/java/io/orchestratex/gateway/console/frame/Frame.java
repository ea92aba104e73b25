package io.orchestratex.gateway.console.frame;

import io.orchestratex.contracts.MaintenanceEvent;
import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the layout of a page and its parts need to know; the first parameter of most templates.
 *
 * @param sections all sections, in their order
 * @param maintenances what is declared now
 */
public record Frame(
    Visit visit,
    List<Section> sections,
    Assets assets,
    List<MaintenanceEvent.Declared> maintenances) {

  public Frame {
    sections = List.copyOf(sections);
    maintenances = List.copyOf(maintenances);
  }

  /** What people are told about a maintenance. */
  public String said(MaintenanceEvent.Declared maintenance) {
    return "%s: %s take%s no changes, until %s at the latest."
        .formatted(
            maintenance.reason(),
            String.join(", ", maintenance.services()),
            maintenance.services().size() == 1 ? "s" : "",
            Times.clock(maintenance.until(), visit.preferences()));
  }

  /** The address of a style or script, by its file's name. */
  public String asset(String name) {
    return assets.address(name);
  }

  /** Names of the styles and scripts of the section that is shown. */
  List<String> assetsOf(String ending) {
    Section here = here();
    return here == null
        ? List.of()
        : here.assets().stream().filter(name -> name.endsWith(ending)).toList();
  }

  @Nullable Section here() {
    return sections.stream().filter(this::isHere).findFirst().orElse(null);
  }

  boolean isHere(Section section) {
    String path = visit.path();
    return path.equals(section.path()) || path.startsWith(section.path() + "/");
  }

  boolean maySee(Section section) {
    return visit.may(section.roles().toArray(String[]::new));
  }

  String theme() {
    return visit.preferences().theme().name().toLowerCase(Locale.ROOT);
  }

  String timeFormat() {
    return visit.preferences().time().name().toLowerCase(Locale.ROOT);
  }

  boolean isRelative() {
    return visit.preferences().time() == TimeFormat.RELATIVE;
  }

  /** The time at which the page was made, as its corner shows it. */
  public String asOf() {
    return Times.clock(visit.now(), visit.preferences());
  }

  /** Why an action is not offered to this person; null when it is. */
  public @Nullable String refusal(String... roles) {
    return visit.may(roles) ? null : Refusals.missing(visit.caller(), List.of(roles));
  }
}
