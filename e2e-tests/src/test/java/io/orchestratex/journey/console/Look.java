package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import java.util.List;
import java.util.Set;

/** What holds for each page that a person has open, whoever it is. */
final class Look {

  static final int DESKTOP_WIDTH = 1440;
  static final int DESKTOP_HEIGHT = 900;
  static final int PHONE_WIDTH = 390;
  static final int PHONE_HEIGHT = 844;

  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  /** Not serious in the eyes of axe-core, but a hole in the page. */
  private static final Set<String> HOLES = Set.of("empty-heading", "empty-table-header");

  /** The last option of a choice that is not chosen and is not "any". */
  private static final String OTHER_OPTION =
      "select => [...select.options].filter(each => each.value && !each.selected).at(-1)?.value ?? ''";

  /** What htmx is asking for, or putting in place. */
  private static final String UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling";

  private final Page page;

  Look(Page page) {
    this.page = page;
  }

  /** It has one heading, and what people wrote is no markup in it. */
  void isWhole(String path) {
    assertThat(page.locator("h1").count()).as("headings of %s", path).isEqualTo(1);
    assertThat(page.locator("[data-attack], main script").count()).as(path).isZero();
  }

  /** For a screen reader and in both themes. */
  void isReadable(String path) {
    readableIn(ColorScheme.LIGHT, path);
    readableIn(ColorScheme.DARK, path);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
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
            .filter(rule -> SERIOUS.contains(rule.getImpact()) || HOLES.contains(rule.getId()))
            .map(rule -> rule.getId() + ": " + rule.getNodes())
            .toList();
    assertThat(findings).as("%s, %s", path, scheme).isEmpty();
  }

  /** On a phone and at 200 %, nobody has to scroll sideways. */
  void fits(String path) {
    fits(PHONE_WIDTH, PHONE_HEIGHT, path);
    fits(DESKTOP_WIDTH / 2, DESKTOP_HEIGHT / 2, path);
    page.setViewportSize(DESKTOP_WIDTH, DESKTOP_HEIGHT);
  }

  private void fits(int width, int height, String path) {
    page.setViewportSize(width, height);
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
        .as("width of %s", path)
        .isLessThanOrEqualTo(width);
  }

  /** What its address says survives a reload and the way back. */
  void keepsItsState(String path) {
    String before = state();
    page.reload();
    assertThat(state()).as("state of %s after a reload", path).isEqualTo(before);
  }

  private void keepsItsStateOnTheWayBack(String path) {
    keepsItsState(path);
    String before = state();
    String elsewhere = path.startsWith("/console/account") ? "/console/start" : "/console/account";
    page.navigate(page.url().replaceFirst("/console.*", elsewhere));
    page.goBack();
    assertThat(state()).as("state of %s on the way back", path).isEqualTo(before);
  }

  /** What a person sets on a list, by filter, heading and pager, is kept. */
  void keepsWhatIsSet(String path) {
    Locator choice = page.locator("main .filters select:has(option:nth-child(2))").first();
    String other = choice.count() > 0 ? (String) choice.evaluate(OTHER_OPTION) : "";
    if (!other.isEmpty()) {
      String set = choice.getAttribute("name") + "=" + other;
      choice.selectOption(new SelectOption().setValue(other));
      page.waitForURL(url -> url.contains(set));
      PlaywrightAssertions.assertThat(page.locator(UNDER_WAY)).hasCount(0);
      keepsItsStateOnTheWayBack(path + " filtered");
    }
    Locator sort = page.locator("#table thead a").first();
    if (sort.count() > 0) {
      sort.click();
      page.waitForURL(url -> url.contains("sort="));
      keepsItsStateOnTheWayBack(path + " sorted");
    }
    Locator next = page.locator("main a[rel=next]").first();
    if (next.count() > 0) {
      next.click();
      page.waitForURL(url -> url.contains("page="));
      keepsItsStateOnTheWayBack(path + " on another page");
    }
  }

  /** The address, what is chosen in the filters, how the table is sorted, and its page. */
  private String state() {
    return page.url()
        + page.evaluate(
            "[...document.querySelectorAll('.filters [name]')].map(f => f.name + '=' + f.value)"
                + ".concat([...document.querySelectorAll('th[aria-sort]')].map(h => h.textContent"
                + " + h.ariaSort)).concat([...document.querySelectorAll('.pager span:not(.off)')]"
                + ".map(span => span.textContent)).join()");
  }
}
