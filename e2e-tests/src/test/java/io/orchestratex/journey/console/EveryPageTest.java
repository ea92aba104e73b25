package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.orchestratex.local.LongRunning;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What holds for every page: a screen reader, a phone, a magnifier, a reload and markup in every
 * text do not break it. Pages are found as a person finds them, from the navigation on by their
 * links. {@code -Dox.screenshots=FOLDER} keeps a picture of each.
 */
@LongRunning("opens every page in two themes and three widths, on the whole stack")
class EveryPageTest extends ConsoleTest {

  private static final Set<String> SERIOUS = Set.of("serious", "critical");
  private static final String SCREENSHOTS = System.getProperty("ox.screenshots", "");

  /** Whether links on pages are followed, which takes minutes; the suite looks at each section. */
  private static final boolean FOLLOWED = Boolean.getBoolean("ox.pages.all");

  /** Would leave an element, an error of a picture that is missing, or half a page. */
  private static final String MARKUP =
      "\"'><img src=x onerror=alert(1)><b data-attack>&lt;</b></textarea><script>alert(2)</script>";

  /** Of many pages of one kind, such as those of each target, so many are looked at. */
  private static final int OF_A_KIND = 2;

  /** Pages that no link leads to. */
  private static final List<String> BESIDE =
      List.of(
          "/console/account",
          "/console/backups?state=failed&label=none-has-this",
          "/console/backups?size=10&page=1",
          "/console/users?role=admin&enabled=true",
          "/console/sign-ins?outcome=refused&user=none-has-this",
          "/console/events?kind=backup&type=succeeded&size=10",
          "/console/events/parked/alert-service?replayed=false",
          "/console/alerts?state=resolved&severity=critical&q=none-has-this",
          "/console/cases?status=in_progress&priority=urgent&q=none-has-this",
          "/console/policies/new?preset=production",
          "/console/rules/new?kind=shrink",
          "/console/deliveries?state=given_up",
          "/console/metrics/explore?name=postgresql_database_bytes&target=postgresql&range=15m&compare=yes",
          "/console/metrics/explore?name=none-has-this&from=2026-11-27T10%3A00",
          "/console/system?q=console&origin=changed",
          "/console/restores?state=rolled_back&target=postgresql",
          "/console/schedules?state=paused&name=none-has-this",
          "/console/nothing-is-here");

  private Seeds seeds;

  @BeforeEach
  void plant() {
    String text = SCREENSHOTS.isEmpty() ? MARKUP : "Review of the outbox";
    seeds = new Seeds(admin, text);
    seeds.plant();
    labelledBackup(SCREENSHOTS.isEmpty() ? MARKUP : "before the release", "postgresql");
  }

  @AfterEach
  void remove() {
    seeds.remove();
  }

  @Test
  void everyPageIsForEveryone() {
    visit("/console");
    Deque<String> ahead = new ArrayDeque<>(links("nav.sections a"));
    assertThat(ahead).isNotEmpty();
    ahead.addAll(BESIDE);
    Set<String> seen = new HashSet<>();
    Map<String, Integer> ofAKind = new HashMap<>();
    while (!ahead.isEmpty()) {
      String path = ahead.poll();
      if (!seen.add(path)
          || (!BESIDE.contains(path) && ofAKind.merge(kind(path), 1, Integer::sum) > OF_A_KIND)) {
        continue;
      }
      visit(path);
      look(path);
      if (FOLLOWED) {
        ahead.addAll(links("main a:not([download])"));
      }
    }
  }

  /** Other pages of the console that are linked, without what only filters and sorts them. */
  private List<String> links(String selector) {
    List<String> found = new ArrayList<>();
    for (Object link :
        (List<?>)
            page.locator(selector).evaluateAll("all => all.map(a => a.getAttribute('href'))")) {
      String path = String.valueOf(link);
      if (path.startsWith("/console/") && !path.contains("?") && !path.contains("#")) {
        found.add(path);
      }
    }
    return found;
  }

  /**
   * {@code backups 1 true} for pages of one backup: its section, how deep, and whether of an id.
   */
  private static String kind(String path) {
    String[] parts = path.split("/");
    String last = parts[parts.length - 1];
    return parts[2] + " " + parts.length + " " + last.matches(".*\\d.*");
  }

  private void look(String path) {
    assertThat(page.locator("h1").count()).as("headings of %s", path).isEqualTo(1);
    assertThat(page.locator("[data-attack], main script").count()).as(path).isZero();
    if (path.endsWith("/nothing-is-here")) {
      errors.clear(); // The browser notes the 404.
    }
    assertThat(errors).as("what the browser complained about at %s", path).isEmpty();
    readableIn(ColorScheme.LIGHT, path);
    readableIn(ColorScheme.DARK, path);
    fits(390, path);
    fits(720, path); // 1440 at 200 %.
    page.setViewportSize(1440, 900);
    keepsItsState(path);
    if (!SCREENSHOTS.isEmpty()) {
      keep(path);
    }
  }

  private void readableIn(ColorScheme scheme, String path) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    // There is no frame to look into, for which it would open a page of its own.
    AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
    if (scheme == ColorScheme.DARK) {
      axe.withRules(List.of("color-contrast")); // All that the theme changes.
    }
    List<String> findings =
        axe.analyze().getViolations().stream()
            .filter(rule -> SERIOUS.contains(rule.getImpact()))
            .map(rule -> rule.getId() + ": " + rule.getNodes())
            .toList();
    assertThat(findings).as("%s, %s", path, scheme).isEmpty();
  }

  private void fits(int width, String path) {
    page.setViewportSize(width, 844);
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
        .as("width of %s", path)
        .isLessThanOrEqualTo(width);
  }

  private void keep(String path) {
    String name =
        path.replaceFirst("^/console/", "")
            .replaceAll("[^/]*\\d[^/]*", "one")
            .replaceAll("[^\\w-]+", "-");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : new int[] {1440, 390}) {
        page.setViewportSize(width, 900);
        String file = "%s-%d-%s.png".formatted(name, width, scheme).toLowerCase(Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(SCREENSHOTS, file)));
      }
    }
    page.setViewportSize(1440, 900);
  }

  private void keepsItsState(String path) {
    String before = state();
    page.reload();
    assertThat(state()).as("state of %s after a reload", path).isEqualTo(before);
    assertThat(URI.create(page.url()).getPath()).isEqualTo(URI.create(path).getPath());
    errors.removeIf(error -> path.endsWith("/nothing-is-here"));
  }

  /** The address, what is chosen in the filters, and how the table is sorted. */
  private String state() {
    return page.url()
        + page.evaluate(
            "[...document.querySelectorAll('.filters [name]')].map(f => f.name + '=' + f.value)"
                + ".concat([...document.querySelectorAll('th[aria-sort]')].map(h => h.textContent"
                + " + h.ariaSort)).join()");
  }
}
