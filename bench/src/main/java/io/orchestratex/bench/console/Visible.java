package io.orchestratex.bench.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.orchestratex.cli.access.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * From the moment at which somebody's request is sent to the frame in which an open page shows what
 * it changed: the service's store, its outbox, Kafka, the live stream, the page's own request and
 * the new row.
 */
final class Visible {

  /** Longer than pages wait after a change for more of them, so that each is measured alone. */
  private static final long PAUSE_MILLIS = 600;

  private static final long JITTER_MILLIS = 400;

  private static final String WATCH =
      """
      ([selector, text]) => {
        const shown = () => [...document.querySelectorAll(selector)].some(all => all.textContent.includes(text));
        window.oxShown = new Promise(done => {
          const tell = () => requestAnimationFrame(() => done(Date.now()));
          const watch = new MutationObserver(() => { if (shown()) { watch.disconnect(); tell(); } });
          watch.observe(document.body, { subtree: true, childList: true, characterData: true });
        });
      }
      """;

  private static final String AWAIT =
      "() => Promise.race([window.oxShown, new Promise(done => setTimeout(() => done(0), 20000))])";

  private final Chromium chromium;
  private final Gateway admin;

  Visible(Chromium chromium, Gateway admin) {
    this.chromium = chromium;
    this.admin = admin;
  }

  /** A thing that somebody does elsewhere while a page is open. */
  interface Act {

    /** Where on the page it shows, as a CSS selector. */
    String selector(Gateway admin, int number);

    /** What then stands there. */
    String text(int number);

    /** Does it. */
    void run(Gateway admin, int number);
  }

  /** Milliseconds of each of so many acts, while the page is open. */
  List<Double> measure(String path, Act act, int times) {
    List<Double> took = new ArrayList<>();
    try (BrowserContext context = chromium.newContext();
        Page page = context.newPage()) {
      page.navigate(chromium.address(path));
      page.locator("#asof[data-state=live]").waitFor();
      // One that does not count: everything has then been used once.
      for (int i = 0; i <= times; i++) {
        pause();
        page.evaluate(WATCH, List.of(act.selector(admin, i), act.text(i)));
        long begin = System.currentTimeMillis();
        act.run(admin, i);
        long shown = page.evaluate(AWAIT) instanceof Number at ? at.longValue() : 0;
        if (shown == 0) {
          throw new IllegalStateException(
              path + " does not show '" + act.text(i) + "' within 20 s");
        }
        if (i > 0) {
          took.add((double) (shown - begin));
        }
      }
    }
    return took;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(
          PAUSE_MILLIS + RandomGenerator.getDefault().nextLong(JITTER_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
