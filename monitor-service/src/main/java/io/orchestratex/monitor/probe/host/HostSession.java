package io.orchestratex.monitor.probe.host;

import com.sun.management.OperatingSystemMXBean;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.SampleBag;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's own numbers from {@code /proc} where there is one, else what the JVM knows of the
 * system.
 */
final class HostSession implements Probe.Session {

  private static final Path STAT = Path.of("/proc/stat");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final double KIBIBYTE = 1024;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int GUEST = 8;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final List<String> diskPaths;
  private double busyBefore = Double.NaN;
  private double allBefore = Double.NaN;

  HostSession(List<String> diskPaths) {
    this.diskPaths = diskPaths;
  }

  @Override
  public Measurement measure(Duration deadline) {
    try {
      SampleBag bag = new SampleBag();
      processors(bag);
      memory(bag);
      for (String path : diskPaths) {
        disk(path, bag);
      }
      return bag.taken();
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return new Measurement.Failed(Reason.PARSE, "the system cannot be read: " + e);
    }
  }

  private void processors(SampleBag bag) throws IOException {
    bag.add("node_cpus", system.getAvailableProcessors());
    double load = system.getSystemLoadAverage();
    bag.add("node_load1", load < 0 ? Double.NaN : load);
    if (Files.isReadable(STAT)) {
      ticks(bag);
    } else {
      double busy = system.getCpuLoad();
      bag.add("node_cpu_used_ratio", busy < 0 ? Double.NaN : busy);
    }
  }

  /** {@code cpu user nice system idle iowait irq softirq steal guest…}; guests are in user. */
  private void ticks(SampleBag bag) throws IOException {
    String[] words;
    try (var lines = Files.lines(STAT)) {
      words = lines.findFirst().orElse("").strip().split("\\s+");
    }
    double all = 0;
    double idle = 0;
    for (int i = 1; i < words.length && i <= GUEST; i++) {
      double value = Double.parseDouble(words[i]);
      all += value;
      if (i - 1 == IDLE || i - 1 == IO_WAIT) {
        idle += value;
      }
    }
    double busy = all - idle;
    if (all > allBefore && busy >= busyBefore) {
      bag.add("node_cpu_used_ratio", (busy - busyBefore) / (all - allBefore));
    }
    busyBefore = busy;
    allBefore = all;
  }

  private void memory(SampleBag bag) throws IOException {
    double total = system.getTotalMemorySize();
    double available = system.getFreeMemorySize();
    if (Files.isReadable(MEMORY)) {
      Map<String, Double> fields = new HashMap<>();
      for (String line : Files.readAllLines(MEMORY)) {
        String[] words = line.split(":?\\s+");
        fields.put(words[0], Double.parseDouble(words[1]) * KIBIBYTE);
      }
      total = fields.getOrDefault("MemTotal", total);
      available = fields.getOrDefault("MemAvailable", available);
      bag.add("node_swap_total_bytes", fields.getOrDefault("SwapTotal", Double.NaN));
      bag.add("node_swap_free_bytes", fields.getOrDefault("SwapFree", Double.NaN));
    }
    bag.add("node_memory_total_bytes", total);
    bag.add("node_memory_available_bytes", available);
    bag.add("node_memory_used_ratio", 1 - available / total);
  }

  /** Used as df has it: of what ordinary users may fill. */
  private static void disk(String path, SampleBag bag) throws IOException {
    FileStore store = Files.getFileStore(Path.of(path));
    double total = store.getTotalSpace();
    double used = total - store.getUnallocatedSpace();
    double usable = store.getUsableSpace();
    bag.add("node_disk_total_bytes", total, "path", path);
    bag.add("node_disk_available_bytes", usable, "path", path);
    bag.add("node_disk_used_ratio", used / (used + usable), "path", path);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
