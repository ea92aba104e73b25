package io.orchestratex.gateway.console.frame;

import io.orchestratex.gateway.console.session.ConsoleSettings;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Styles, scripts and pictures. Their addresses hold a part of their SHA-256, so that browsers and
 * a CDN may keep them for good.
 */
@Singleton
public final class Assets {

  static final String PATH = "/console/assets/";

  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final int FINGERPRINT = 12;

  private final Map<String, Asset> assets = new HashMap<>();
  private final String base;

  Assets(List<Section> sections, ConsoleSettings settings) {
    base = settings.assetsBase() == null ? "" : settings.assetsBase();
    add("htmx.min.js", WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js");
    add("uPlot.iife.min.js", WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js");
    add("uPlot.min.css", WEBJARS + "uplot/1.6.30/dist/uPlot.min.css");
    for (String own : List.of("console.css", "parts.css", "console.js", "chart.js", "icon.svg")) {
      add(own, folderOf(Assets.class) + own);
    }
    add("live.js", "/io/orchestratex/gateway/console/live/live.js");
    for (Section section : sections) {
      section.assets().forEach(name -> add(name, folderOf(section.getClass()) + name));
    }
  }

  /** A file as it is sent. */
  record Asset(String fingerprint, String type, byte[] plain, byte[] gzipped) {}

  /** Where browsers load a file from. */
  String address(String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no asset is named " + name);
    }
    return base + PATH + asset.fingerprint() + "/" + name;
  }

  @Nullable Asset find(String name) {
    return assets.get(name);
  }

  private void add(String name, String resource) {
    byte[] bytes = read(resource);
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || assets.containsKey(name)) {
      throw new IllegalStateException(
          type == null ? name + " is of no known kind" : "two assets are named " + name);
    }
    assets.put(name, new Asset(fingerprint(bytes), type, bytes, gzipped(bytes)));
  }

  private static String folderOf(Class<?> type) {
    return "/" + type.getPackageName().replace('.', '/') + "/";
  }

  private static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzipped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String fingerprint(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(bytes)).substring(0, FINGERPRINT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
