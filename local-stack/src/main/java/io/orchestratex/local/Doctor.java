package io.orchestratex.local;

import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.Finding.Verdict;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.Sample;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks whether this machine has what the stack needs. */
final class Doctor {

  private static final int NEEDED_JAVA = 25;
  private static final long NEEDED_DISK = 2L << 30;
  private static final long NEEDED_MEMORY = 4L << 30;

  private final StackFolder folder;
  private final StackParts parts;
  private final List<Finding> findings = new ArrayList<>();

  Doctor(StackFolder folder, StackParts parts) {
    this.folder = folder;
    this.parts = parts;
  }

  List<Finding> findings() {
    machine();
    parts.engines().forEach(engine -> findings.addAll(engine.findings()));
    parts.samples().stream()
        .filter(Sample::isAdded)
        .forEach(sample -> findings.addAll(sample.findings()));
    parts.services().forEach(service -> findings.addAll(service.findings()));
    secrets();
    parts.all().parallelStream().map(Part::status).toList().forEach(this::part);
    return List.copyOf(findings);
  }

  private void machine() {
    int java = Runtime.version().feature();
    add(
        "java",
        java >= NEEDED_JAVA ? Verdict.GOOD : Verdict.BAD,
        java + " at " + System.getProperty("java.home"),
        "install a JDK of at least 25");
    long memory = memory();
    add(
        "memory",
        memory >= NEEDED_MEMORY ? Verdict.GOOD : Verdict.WARNING,
        (memory >> 20) + " MB, " + Runtime.getRuntime().availableProcessors() + " processors",
        "the stack takes about 3 GB; close other programs");
    long disk = folder.root().toFile().getUsableSpace();
    add(
        "disk",
        disk >= NEEDED_DISK ? Verdict.GOOD : Verdict.WARNING,
        (disk >> 20) + " MB free at " + folder.root(),
        "free some space: engines stop when the disk is full");
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  private void secrets() {
    Path file = folder.path().resolve("secrets.properties");
    if (!Files.exists(file)) {
      return;
    }
    try {
      Set<PosixFilePermission> allowed =
          Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      boolean closed = allowed.containsAll(Files.getPosixFilePermissions(file));
      boolean ours = Files.isReadable(file) && Files.isWritable(folder.path());
      add(
          "passwords",
          closed && ours ? Verdict.GOOD : Verdict.BAD,
          file + (closed ? "" : " can be read by others") + (ours ? "" : " belongs to another"),
          ours ? "chmod 600 " + file : "run as the user who started the stack");
    } catch (IOException e) {
      add("passwords", Verdict.BAD, String.valueOf(e.getMessage()), "look at " + file);
    }
  }

  private void part(PartStatus status) {
    switch (status.state()) {
      case RUNNING -> add(status.name(), Verdict.GOOD, "runs at " + status.address(), "");
      case STOPPED -> add(status.name(), Verdict.GOOD, "is stopped", "");
      case UNREADY ->
          add(status.name(), Verdict.BAD, "does not answer", "ox logs " + status.name());
      case CRASHED -> {
        String last = status.lastLines().isEmpty() ? "" : ": " + status.lastLines().getLast();
        add(status.name(), Verdict.BAD, "crashed" + last, "ox up restarts it");
      }
    }
  }

  private void add(String subject, Verdict verdict, String detail, String advice) {
    findings.add(new Finding(subject, verdict, detail, advice));
  }
}
