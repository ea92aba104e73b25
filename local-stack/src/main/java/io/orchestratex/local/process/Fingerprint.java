package io.orchestratex.local.process;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells two descriptions of what runs apart; equal for equal ones, also in another process. */
public final class Fingerprint {

  private static final int BYTES = 12;

  private Fingerprint() {}

  /** 24 hexadecimal digits of the text's SHA-256. */
  public static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
