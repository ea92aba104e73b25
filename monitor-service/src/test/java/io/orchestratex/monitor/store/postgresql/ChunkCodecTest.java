package io.orchestratex.monitor.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {

  private static final long START = 1_795_253_200_000L;
  private static final int SAMPLES = 720;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private SortedMap<Long, Double> hour(DoubleSupplier values) {
    SortedMap<Long, Double> points = new TreeMap<>();
    for (int i = 0; i < SAMPLES; i++) {
      points.put(START + i * 5_000L + random.nextInt(10), values.getAsDouble());
    }
    return points;
  }

  private void assertRoundTrip(SortedMap<Long, Double> points) {
    assertThat(ChunkCodec.unpack(START, ChunkCodec.pack(START, points)))
        .as("seed " + seed)
        .isEqualTo(points);
  }

  @Test
  void givesBackEveryBitOfWhatItTook() {
    assertRoundTrip(hour(() -> 1));
    assertRoundTrip(hour(() -> random.nextInt(1_000_000)));
    assertRoundTrip(hour(() -> random.nextInt(1_000) / 1_000.0));
    assertRoundTrip(hour(random::nextGaussian));
    assertRoundTrip(
        hour(() -> Double.longBitsToDouble(random.nextLong() & 0x7fef_ffff_ffff_ffffL)));
    assertRoundTrip(hour(() -> random.nextBoolean() ? 1e300 : 0.001));
    SortedMap<Long, Double> odd = new TreeMap<>();
    odd.put(START, -0.0);
    odd.put(START + 1, Double.MIN_VALUE);
    odd.put(START + 3_599_999, -Double.MAX_VALUE);
    assertRoundTrip(odd);
  }

  @Test
  void packsAnHourOfACounterAndOfAConstantIntoAboutTwoBytesASample() {
    double[] counter = {1e9};
    byte[] counted = ChunkCodec.pack(START, hour(() -> counter[0] += random.nextInt(50)));
    byte[] constant = ChunkCodec.pack(START, hour(() -> 17_179_869_184.0));

    assertThat(counted.length / (double) SAMPLES).isLessThan(2.5);
    assertThat(constant.length / (double) SAMPLES).isLessThan(1.5);
  }

  @Test
  void refusesADamagedChunk() {
    byte[] chunk = ChunkCodec.pack(START, hour(random::nextGaussian));

    assertThatThrownBy(() -> ChunkCodec.unpack(START, Arrays.copyOf(chunk, chunk.length / 2)))
        .isInstanceOf(IllegalArgumentException.class);
    chunk[0] = 9;
    assertThatThrownBy(() -> ChunkCodec.unpack(START, chunk))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
