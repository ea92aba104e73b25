package io.orchestratex.journey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Goes from page to page as one person, by the links on them, and looks at each. */
final class Crawl {

  /** Of many pages of one kind, such as those of each target, so many are looked at. */
  private static final int OF_A_KIND = 2;

  /** The same, where what its address asks for tells it from others. */
  private static final int OF_A_QUESTION = 1;

  /** Parts of addresses that say what a page does; others name a thing. */
  private static final Set<String> WORDS =
      Set.of(
          "new", "edit", "change", "delete", "revoke", "end", "off", "pause", "give-up", "history",
          "parked", "explore", "targets", "threads", "plan");

  private final Page page;
  private final String gateway;
  private final List<String> errors;
  private final Look look;
  private final boolean followed;
  private final @Nullable Pictures pictures;

  private final Set<String> looked = new LinkedHashSet<>();
  private final Map<String, Integer> ofAKind = new HashMap<>();
  private final List<String> failures = new ArrayList<>();

  /**
   * A crawl in an open page.
   *
   * @param followed whether links are followed, and everything is tried on each page; otherwise an
   *     address with a question shows whether it is kept, and one without how the page looks
   * @param errors what the browser complains about
   * @param pictures null where none are kept
   */
  Crawl(
      Page page, URI gateway, List<String> errors, boolean followed, @Nullable Pictures pictures) {
    this.page = page;
    this.gateway = gateway.toString();
    this.errors = errors;
    this.look = new Look(page);
    this.followed = followed;
    this.pictures = pictures;
  }

  /**
   * Looks at these pages and, where links are followed, at what they and others link to. All are
   * looked at before one with a fault fails the test.
   */
  void over(Collection<String> begin) {
    Deque<String> ahead = new ArrayDeque<>(begin);
    while (!ahead.isEmpty()) {
      String path = ahead.poll();
      if (looked.contains(path) || (!begin.contains(path) && isOneTooMany(path))) {
        continue;
      }
      try {
        int status = at(path);
        if (followed) {
          ahead.addAll(links("main a:not([download])"));
          if (status == 200) {
            look.keepsWhatIsSet(path);
          }
        }
      } catch (AssertionError | PlaywrightException e) {
        failures.add(path + ": " + e.getMessage());
        System.out.println("page with a fault: " + failures.getLast()); // The end is minutes away.
        errors.clear();
      }
    }
    assertThat(failures).as("pages with faults, of %s", looked.size()).isEmpty();
  }

  private boolean isOneTooMany(String path) {
    int most = path.contains("?") ? OF_A_QUESTION : OF_A_KIND;
    return ofAKind.merge(kind(path), 1, Integer::sum) > most;
  }

  /** Opens a page and looks at it; gives the status of the answer. */
  int at(String path) {
    Response response = page.navigate(gateway + path);
    int status = response == null ? 0 : response.status();
    looked.add(path);
    assertThat(status).as("status of %s", path).isIn(200, 403, 404);
    if (pictures != null) {
      pictures.take(page, kind(path));
    }
    if (status != 200) {
      hasThePictureOf(status, path);
      errors.clear(); // The browser notes the status.
    }
    look.isWhole(path);
    assertThat(errors).as("what the browser complained about at %s", path).isEmpty();
    boolean asked = path.contains("?");
    if (followed || !asked) {
      look.isReadable(path);
      look.fits(path);
    }
    if (followed || asked) {
      look.keepsItsState(path);
    }
    if (status != 200) {
      errors.clear(); // Again, of the reload.
    }
    return status;
  }

  /** What is forbidden or gone is said by a picture with a way on, and not by an empty page. */
  private void hasThePictureOf(int status, String path) {
    String kind = status == 403 ? "forbidden" : "missing";
    assertThat(page.locator("main .picture." + kind).count()).as("picture of %s", path).isOne();
    assertThat(page.locator("main .picture a.button").count()).as("way on from %s", path).isOne();
  }

  /** Pages that were looked at, in their order. */
  List<String> looked() {
    return List.copyOf(looked);
  }

  /** Other pages of the console that are linked. */
  List<String> links(String selector) {
    Locator all = page.locator(selector);
    List<String> found = new ArrayList<>();
    for (Object link : (List<?>) all.evaluateAll("all => all.map(a => a.getAttribute('href'))")) {
      String path = String.valueOf(link).replaceFirst("#.*", "");
      boolean file = path.contains("/export?") || path.endsWith("/archive");
      if (path.startsWith("/console/") && !file) {
        found.add(path);
      }
    }
    return found;
  }

  /**
   * The pages that a page is like: {@code backups-one-delete} is that of one backup's deletion;
   * what its query names is added, as in {@code alerts.target}.
   */
  static String kind(String path) {
    URI address = URI.create(path);
    String[] parts = address.getPath().split("/");
    StringBuilder kind = new StringBuilder(parts.length > 2 ? parts[2] : "console");
    for (int i = 3; i < parts.length; i++) {
      kind.append('-').append(WORDS.contains(parts[i]) ? parts[i] : "one");
    }
    Set<String> names = new TreeSet<>();
    if (address.getRawQuery() != null) {
      for (String field : address.getRawQuery().split("&")) {
        names.add(field.replaceFirst("=.*", ""));
      }
    }
    names.forEach(name -> kind.append('.').append(name));
    return kind.toString();
  }
}
