package io.orchestratex.backup.job;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of jobs for people and scripts: a file per kind, such as {@code backup.log} and {@code
 * restore.log}, with a line when a worker begins a job and one when it has ended. A job whose end
 * was kept by a process that died right then has no last line; the API knows it.
 */
@Singleton
@Requires(property = "orchestratex.backup.job-log.folder")
final class JobLog implements JobObserver {

  private static final int OLD_FILES = 5;

  private final JobLogSettings settings;
  private final JobKinds kinds;
  private final InstantSource clock;
  private final Map<String, Logger> files = new LinkedHashMap<>();

  JobLog(JobLogSettings settings, JobKinds kinds, InstantSource clock) {
    this.settings = settings;
    this.kinds = kinds;
    this.clock = clock;
  }

  @Override
  public void reached(Job job, String point) {}

  @Override
  public void begun(Job job) {
    write(
        job,
        "started attempt=%d targets=%s by=%s%s"
            .formatted(
                job.attempt(),
                String.join(",", job.targets()),
                quoted(job.requestedBy()),
                about(job)));
  }

  @Override
  public void ended(JobRecord record) {
    Job job = record.job();
    Duration took = job.ranFor(job.finishedAt() == null ? clock.instant() : job.finishedAt());
    String more = kinds.get(job.kind()).logged(record);
    write(
        job,
        "%s took_ms=%d%s%s%s"
            .formatted(
                job.state(),
                took.toMillis(),
                about(job),
                more.isEmpty() ? "" : " " + more,
                job.failure() == null ? "" : " failure=" + quoted(job.failure())));
  }

  private static String about(Job job) {
    return (job.subject().equals(job.id()) ? "" : " about=" + job.subject())
        + (job.label() == null ? "" : " label=" + quoted(job.label()));
  }

  private static String quoted(String text) {
    return '"' + text.replaceAll("\\p{Cntrl}+", " ").replace("\"", "'") + '"';
  }

  private void write(Job job, String text) {
    file(job.kind()).info("{} {}", job.id(), text);
  }

  private synchronized Logger file(String kind) {
    return files.computeIfAbsent(kind, this::opened);
  }

  private Logger opened(String kind) {
    ch.qos.logback.classic.Logger logger =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("jobs." + kind);
    LoggerContext context = logger.getLoggerContext();
    Path file = Path.of(settings.folder(), kind + ".log");
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %msg%n");
    encoder.start();
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(file + ".%i");
    names.setMaxIndex(OLD_FILES);
    names.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(FileSize.valueOf(settings.maxSize()));
    size.start();
    appender.setEncoder(encoder);
    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    appender.start();
    logger.setAdditive(false);
    logger.addAppender(appender);
    return logger;
  }

  @PreDestroy
  synchronized void close() {
    files
        .values()
        .forEach(logger -> ((ch.qos.logback.classic.Logger) logger).detachAndStopAllAppenders());
    files.clear();
  }
}
