package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.orchestratex.local.LongRunning;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What holds for every page: a screen reader, a phone, a magnifier and a reload do not break it.
 * The sections are found in the navigation; the pages below them are in {@link #below}.
 */
@LongRunning("opens every page in two themes and three widths, on the whole stack")
class EveryPageTest extends ConsoleTest {

  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  /** Pages that no line of the navigation leads to; {@code backup} is one that was taken. */
  private static List<String> below(String backup) {
    return List.of(
        "/console/account",
        "/console/backups/new",
        "/console/backups/" + backup,
        "/console/backups/" + backup + "/delete",
        "/console/backups?state=failed&label=none-has-this",
        "/console/backups?size=10&page=1");
  }

  @Test
  void everyPageIsForEveryone() {
    String backup = backup("postgresql");
    visit("/console");
    List<String> paths = new ArrayList<>();
    for (Locator link :
        page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Sections"))
            .getByRole(AriaRole.LINK)
            .all()) {
      paths.add(link.getAttribute("href"));
    }
    assertThat(paths).isNotEmpty();
    paths.addAll(below(backup));
    for (String path : paths) {
      visit(path);
      assertThat(page.locator("h1").count()).as("headings of %s", path).isEqualTo(1);
      readableIn(ColorScheme.LIGHT, path);
      readableIn(ColorScheme.DARK, path);
      fits(390, path);
      fits(720, path); // 1440 at 200 %.
      page.setViewportSize(1440, 900);
      keepsItsState(path);
    }
  }

  private void readableIn(ColorScheme scheme, String path) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    List<String> findings =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
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

  private void keepsItsState(String path) {
    String before = state();
    page.reload();
    assertThat(state()).as("state of %s after a reload", path).isEqualTo(before);
    assertThat(URI.create(page.url()).getPath()).isEqualTo(URI.create(path).getPath());
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
