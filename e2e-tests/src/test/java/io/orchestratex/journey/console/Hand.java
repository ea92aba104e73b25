package io.orchestratex.journey.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;

/** How a person works a page: by {@link Mouse} or by {@link Keyboard} alone. */
abstract class Hand {

  final Page page;

  Hand(Page page) {
    this.page = page;
  }

  /** Goes to a section. */
  abstract void goTo(String section);

  /** Presses a button, or follows a link. */
  abstract void press(Locator target);

  /** Follows a link in a row of the page's list. */
  abstract void open(Locator link);

  /** Writes into a field, in place of what is there. */
  abstract void write(Locator field, String text);

  /** Ticks a box. */
  abstract void tick(Locator box);

  /** Chooses one of several. */
  abstract void choose(Locator radio);

  /** Narrows the page's list down by words in its field for that. */
  abstract void search(Locator field, String words);

  /** Waits until a section's page is there and listens to keys. */
  final void isAt(String section) {
    PlaywrightAssertions.assertThat(
            page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setLevel(1).setName(section).setExact(true)))
        .isVisible();
    PlaywrightAssertions.assertThat(page.locator("html.script")).isAttached();
  }
}
