package io.orchestratex.backup.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A hash of a bag of records: the sum modulo 2<sup>256</sup> of the SHA-256 of each. The order does
 * not matter, how often a record occurs does. Not thread safe.
 */
public final class ContentHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MessageDigest digest = sha256();
  private final long[] sum = new long[4];
  private long count;
  private long bytes;

  /** A new SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Adds a part of the record that {@link #end()} will close. */
  public void part(byte[] buffer, int offset, int length) {
    digest.update(buffer, offset, length);
    bytes += length;
  }

  /** Closes a record. */
  public void end() {
    byte[] hash = digest.digest();
    long carry = 0;
    for (int i = 3; i >= 0; i--) {
      long before = sum[i];
      long added = before + (long) LONG.get(hash, i * 8);
      long carryOut = Long.compareUnsigned(added, before) < 0 ? 1 : 0;
      long withCarry = added + carry;
      if (carry == 1 && withCarry == 0) {
        carryOut = 1;
      }
      sum[i] = withCarry;
      carry = carryOut;
    }
    count++;
  }

  /** Adds a whole record. */
  public void add(byte[] record, int offset, int length) {
    part(record, offset, length);
    end();
  }

  public long count() {
    return count;
  }

  /** What was added so far, under a name. */
  public ObjectFact fact(String name) {
    return new ObjectFact(name, count, text(), bytes);
  }

  private String text() {
    StringBuilder text = new StringBuilder(64);
    for (long word : sum) {
      text.append(String.format("%016x", word));
    }
    return text.toString();
  }
}
