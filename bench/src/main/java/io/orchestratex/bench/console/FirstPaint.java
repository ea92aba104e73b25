package io.orchestratex.bench.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How soon a page shows something, by the browser's own {@code first-contentful-paint}, and what is
 * sent for it. Each round loads each page in a browser with an empty cache, and then again in the
 * same one.
 */
final class FirstPaint {

  /**
   * A load of a page.
   *
   * @param cold whether nothing was in the cache
   * @param paintMillis from the beginning of the navigation to the first content
   * @param answerMillis from the beginning to the first byte of the page
   * @param transferredBytes over the wire, with heads, as the browser counts
   * @param decodedBytes after decompression, also of what came from the cache
   */
  record Load(
      String path,
      boolean cold,
      double paintMillis,
      double answerMillis,
      long transferredBytes,
      long decodedBytes,
      int files) {}

  /** Tells of a page that has been loaded; the live stream never ends and is not counted. */
  private static final String TELL =
      """
      () => new Promise(done => {
        const tell = () => {
          const paint = performance.getEntriesByName('first-contentful-paint')[0];
          if (!paint) return false;
          const page = performance.getEntriesByType('navigation')[0];
          const all = [page, ...performance.getEntriesByType('resource')]
            .filter(each => !each.name.includes('/console/live'));
          const sum = field => all.reduce((total, each) => total + each[field], 0);
          done({ paint: paint.startTime, answer: page.responseStart, files: all.length,
            transferred: sum('transferSize'), decoded: sum('decodedBodySize') });
          return true;
        };
        if (!tell()) new PerformanceObserver((_, it) => tell() && it.disconnect()).observe({ type: 'paint' });
      })
      """;

  private final Chromium chromium;

  FirstPaint(Chromium chromium) {
    this.chromium = chromium;
  }

  /** The pages of the navigation, by their paths. */
  List<String> sections() {
    Set<String> paths = new LinkedHashSet<>();
    try (BrowserContext context = chromium.newContext()) {
      Page page = context.newPage();
      page.navigate(chromium.address("/console"));
      Object links =
          page.locator("nav.sections a")
              .evaluateAll("all => all.map(link => link.getAttribute('href'))");
      ((List<?>) links).forEach(link -> paths.add(link.toString()));
    }
    return List.copyOf(paths);
  }

  /** Loads each page once from an empty cache and once from a warm one. */
  List<Load> round(List<String> paths) {
    List<Load> loads = new ArrayList<>();
    for (String path : paths) {
      try (BrowserContext context = chromium.newContext()) {
        loads.add(load(context, path, true));
        loads.add(load(context, path, false));
      }
    }
    return loads;
  }

  private Load load(BrowserContext context, String path, boolean cold) {
    try (Page page = context.newPage()) {
      Response response = page.navigate(chromium.address(path));
      if (response == null || response.status() != 200) {
        throw new IllegalStateException(
            path + " answered " + (response == null ? "nothing" : response.status()));
      }
      if (page.locator(".picture.broken").count() > 0) {
        throw new IllegalStateException(
            path + " is broken: " + page.locator(".picture.broken").first().innerText());
      }
      Map<?, ?> told = (Map<?, ?>) page.evaluate(TELL);
      return new Load(
          path,
          cold,
          number(told, "paint"),
          number(told, "answer"),
          (long) number(told, "transferred"),
          (long) number(told, "decoded"),
          (int) number(told, "files"));
    }
  }

  private static double number(Map<?, ?> told, String name) {
    return told.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
