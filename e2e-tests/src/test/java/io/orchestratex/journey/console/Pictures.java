package io.orchestratex.journey.console;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Pictures of pages as WebP in a folder: {@code desktop-light}, {@code desktop-dark}, {@code
 * phone-light}, {@code phone-dark}, each with a file for each kind of page, and {@code whole} with
 * pages that are longer than the screen.
 */
final class Pictures {

  /** From the best on, until a picture is small enough for a document. */
  private static final int[] QUALITIES = {70, 55, 40, 25};

  private static final int MOST_BYTES = 60 * 1_024;
  private static final int LONGEST = 3_000;

  private final Path folder;
  private final Set<String> taken = new HashSet<>();

  Pictures(Path folder) {
    this.folder = folder;
  }

  /** Takes the pictures of a kind of page, of its first one only. */
  void take(Page page, String name) {
    if (!taken.add(name)) {
      return;
    }
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String theme = scheme.name().toLowerCase(Locale.ROOT);
      page.setViewportSize(Look.PHONE_WIDTH, Look.PHONE_HEIGHT);
      keep(page, Look.PHONE_HEIGHT, "phone-" + theme, name);
      whole(page, scheme, "phone", name);
      page.setViewportSize(Look.DESKTOP_WIDTH, Look.DESKTOP_HEIGHT);
      keep(page, Look.DESKTOP_HEIGHT, "desktop-" + theme, name);
      whole(page, scheme, "desktop", name);
    }
  }

  private void whole(Page page, ColorScheme scheme, String screen, String name) {
    int height = (Integer) page.evaluate("document.documentElement.scrollHeight");
    if (scheme == ColorScheme.LIGHT && height > page.viewportSize().height) {
      keep(page, Math.min(height, LONGEST), "whole", name + "." + screen);
    }
  }

  private void keep(Page page, int height, String place, String name) {
    // What is drawn by script, such as charts, follows the size and the theme in the next frame.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    JsonObject clip = new JsonObject();
    clip.addProperty("x", 0);
    clip.addProperty("y", 0);
    clip.addProperty("width", page.viewportSize().width);
    clip.addProperty("height", height);
    clip.addProperty("scale", 1);
    Path file = folder.resolve(place).resolve(name + ".webp");
    CDPSession session = page.context().newCDPSession(page);
    try {
      byte[] picture = {};
      for (int i = 0; i < QUALITIES.length && (i == 0 || picture.length > MOST_BYTES); i++) {
        picture = capture(session, clip, QUALITIES[i]);
      }
      Files.createDirectories(file.getParent());
      Files.write(file, picture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      session.detach();
    }
  }

  private static byte[] capture(CDPSession session, JsonObject clip, int quality) {
    JsonObject wanted = new JsonObject();
    wanted.addProperty("format", "webp");
    wanted.addProperty("quality", quality);
    wanted.addProperty("captureBeyondViewport", true);
    wanted.add("clip", clip);
    return Base64.getDecoder()
        .decode(session.send("Page.captureScreenshot", wanted).get("data").getAsString());
  }
}
