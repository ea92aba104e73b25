package io.orchestratex.backup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A limit changes nothing but the time. */
class LimitedVaultTest extends VaultContract {

  @Override
  protected Vault emptyVault() {
    return new LimitedVault(new FlatVault("test"), 1L << 30, System::nanoTime);
  }

  @Test
  void whoTakesTogetherWaitsTogether() {
    AtomicLong now = new AtomicLong();
    Pace pace = new Pace(1_000_000, now::get);
    assertThat(pace.slice()).isEqualTo(100_000);
    assertThat(pace.take(100_000)).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(pace.take(100_000)).isEqualTo(Duration.ofMillis(200).toNanos());
    now.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(pace.take(50_000)).isEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void whatWasNotUsedIsNotSavedUp() {
    AtomicLong now = new AtomicLong();
    Pace pace = new Pace(1_000_000, now::get);
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(pace.take(100_000)).as("a tenth of a second").isZero();
    assertThat(pace.take(1_000_000)).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void bothDirectionsTakeTheirTime() throws IOException {
    Vault vault = new LimitedVault(new FlatVault("slow"), 1_000_000, System::nanoTime);
    byte[] content = new byte[300_000];
    long begin = System.nanoTime();
    try (Upload upload = vault.create("one/a")) {
      upload.content().write(content);
      upload.commit();
    }
    long written = System.nanoTime();
    assertThat(vault.open("one/a").orElseThrow().content().readAllBytes()).hasSize(300_000);
    long read = System.nanoTime();
    assertThat(Duration.ofNanos(written - begin)).isGreaterThan(Duration.ofMillis(190));
    assertThat(Duration.ofNanos(read - written)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void whoIsStoppedDoesNotWait() throws IOException {
    Vault vault = new LimitedVault(new FlatVault("slow"), 1_000, System::nanoTime);
    try (Upload upload = vault.create("one/a")) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> upload.content().write(new byte[10_000]))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void sizesAreReadAsPeopleWriteThem() {
    assertThat(ByteSize.parse("1500")).isEqualTo(OptionalLong.of(1_500));
    assertThat(ByteSize.parse("10MB")).isEqualTo(OptionalLong.of(10_000_000));
    assertThat(ByteSize.parse("64 MiB")).isEqualTo(OptionalLong.of(64L << 20));
    assertThat(ByteSize.parse("2gb")).isEqualTo(OptionalLong.of(2_000_000_000L));
    for (String bad : new String[] {"", "-1", "1.5MB", "MB", "10MBit", "10XB", "99999999999TiB"}) {
      assertThat(ByteSize.parse(bad)).as(bad).isEmpty();
    }
  }
}
