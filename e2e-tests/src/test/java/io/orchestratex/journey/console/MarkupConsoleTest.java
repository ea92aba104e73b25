package io.orchestratex.journey.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Script and markup in each text that a user can set is text on the page about the thing. */
class MarkupConsoleTest extends ConsoleTest {

  /** Leaves an element or a dialog, or half a page, where it is not taken for text. */
  private static final String MARKUP =
      "\"'><img src=x onerror=alert(1)><b data-attack>&lt;</b></textarea><script>alert(2)</script>";

  private static final String SHOWN =
      "[document.querySelector('main').textContent, ...[...document.querySelectorAll('main input,"
          + " main textarea')].map(field => field.value)].some(text => text.includes('<b data-attack>'))";

  @Test
  void whatAUserWroteIsTextOnEachPageAboutIt() {
    List<String> dialogs = new ArrayList<>();
    page.onDialog(dialog -> {
      dialogs.add(dialog.message());
      dialog.dismiss();
    });
    Seeds seeds = new Seeds(admin, MARKUP);
    seeds.plant();

    assertThat(seeds.pages()).hasSizeGreaterThan(7);
    for (String path : seeds.pages()) {
      visit(path);
      assertThat(page.locator("[data-attack], img[src=x], main script")).hasCount(0);
      assertThat((Boolean) page.evaluate(SHOWN)).as("the text is on %s", path).isTrue();
      assertThat(page.locator("html.script")).isAttached();
      page.keyboard().press("Control+k"); // The palette lists texts of the page.
      assertThat(page.locator("[data-attack], img[src=x]")).hasCount(0);
    }

    assertThat(dialogs).isEmpty();
    seeds.remove();
  }
}
