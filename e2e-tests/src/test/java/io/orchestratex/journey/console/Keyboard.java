package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

/** Presses keys only. Wherever it comes to, the focus can be seen. */
final class Keyboard extends Hand {

  private static final int MOST_STEPS = 300;

  /** Marked, within the screen, and not behind something. */
  private static final String SEEN =
      """
      element => {
        const style = getComputedStyle(element), box = element.getClientRects()[0];
        const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return [
          element.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
            ? "" : "no mark: " + style.outline,
          box.top >= 0 && box.bottom <= innerHeight ? "" : "outside: " + box.top + " to " + box.bottom,
          at && (element.contains(at) || at.contains(element)) ? "" : "behind " + (at && at.outerHTML.slice(0, 80)),
        ].join("");
      }
      """;

  Keyboard(Page page) {
    super(page);
  }

  @Override
  void goTo(String section) {
    PlaywrightAssertions.assertThat(page.locator("html.script")).isAttached();
    page.keyboard().press("Control+k");
    page.keyboard().type(section);
    page.keyboard().press("Enter");
    isAt(section);
  }

  @Override
  void press(Locator target) {
    reach(target);
    page.keyboard().press("Enter");
  }

  @Override
  void open(Locator link) {
    link.waitFor();
    PlaywrightAssertions.assertThat(page.locator("html.script")).isAttached();
    if (page.locator("input:focus").count() > 0) {
      page.keyboard().press("Escape");
    }
    step(link, "j");
    page.keyboard().press("Enter");
  }

  @Override
  void write(Locator field, String text) {
    reach(field);
    page.keyboard().press("Control+a");
    page.keyboard().type(text);
  }

  @Override
  void tick(Locator box) {
    reach(box);
    page.keyboard().press("Space");
  }

  @Override
  void choose(Locator radio) {
    reach(page.locator("input[name=" + radio.getAttribute("name") + "]:checked"));
    step(radio, "ArrowDown");
  }

  @Override
  void search(Locator field, String words) {
    page.keyboard().press("/");
    PlaywrightAssertions.assertThat(field).isFocused();
    page.keyboard().type(words);
  }

  /** Goes from where the focus is to an element; from a page's top over its first link. */
  private void reach(Locator target) {
    target.waitFor();
    PlaywrightAssertions.assertThat(page.locator("html.script")).isAttached();
    if (isFocused(target)) {
      return;
    }
    if ((Boolean) page.evaluate("document.activeElement === document.body")) {
      page.keyboard().press("Tab");
      PlaywrightAssertions.assertThat(page.locator(":focus")).hasText("Skip to content");
      page.keyboard().press("Enter");
      PlaywrightAssertions.assertThat(page.locator("#main")).isFocused();
    }
    step(target, "Tab");
  }

  /** Presses a key until the focus is on an element. */
  private void step(Locator target, String key) {
    for (int steps = 0; !isFocused(target); steps++) {
      assertThat(steps).as("%s does not lead to %s", key, target).isLessThan(MOST_STEPS);
      page.keyboard().press(key);
    }
    assertThat(target.evaluate(SEEN)).as("focus on %s", target).isEqualTo("");
  }

  private static boolean isFocused(Locator target) {
    return (Boolean) target.evaluate("element => element === document.activeElement");
  }
}
