package io.orchestratex.local;

import io.orchestratex.local.LocalStack.Finding;
import io.orchestratex.local.LocalStack.Verdict;
import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.MongodProgram;
import io.orchestratex.local.binary.PgDump;
import io.orchestratex.local.binary.PostgresPrograms;
import io.orchestratex.local.binary.RedisProgram;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.service.Service;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    programs();
    services();
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

  private void programs() {
    Downloads downloads = new Downloads();
    program(
        "mongod",
        MongodProgram.atHand(downloads),
        "ox up downloads one; or put mongod on the PATH, or set OX_MONGOD");
    program(
        "postgres",
        PostgresPrograms.atHand(downloads),
        "ox up fetches one; or install PostgreSQL 15, or set OX_POSTGRES_BIN");
    program(
        "redis-server",
        RedisProgram.atHand(downloads),
        "ox up fetches one; or install redis-server, or set OX_REDIS_SERVER");
    pgDump(downloads);
  }

  private void pgDump(Downloads downloads) {
    int server =
        parts
            .postgresql()
            .major()
            .orElseGet(() ->
                PostgresPrograms.atHand(downloads)
                    .map(PostgresPrograms::major)
                    .orElse(PostgresPrograms.PREFERRED));
    Optional<PgDump.Found> found = PgDump.newest();
    Optional<String> complaint = PgDump.complaint(found, server);
    add(
        "pg_dump",
        complaint.isEmpty() ? Verdict.GOOD : Verdict.WARNING,
        complaint.orElseGet(() -> found.map(dump -> dump.program().toString()).orElse("")),
        PgDump.advice(server));
  }

  private void program(String name, Optional<Path> found, String advice) {
    add(
        name,
        found.isPresent() ? Verdict.GOOD : Verdict.WARNING,
        found.map(Path::toString).orElse("not on this machine yet"),
        advice);
  }

  private void services() {
    for (Service service : Service.values()) {
      Path lib = folder.root().resolve(service.partName()).resolve("target").resolve("lib");
      if (!Files.isDirectory(lib)) {
        add(service.partName(), Verdict.BAD, "is not built", "run ./ox, which builds it");
      }
    }
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
    findings.add(new Finding(subject, verdict, detail, verdict == Verdict.GOOD ? "" : advice));
  }
}
