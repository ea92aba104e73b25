package io.orchestratex.gateway.console.service.target;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Targets of both services. */
@Singleton
public final class TargetApi {

  private static final int PAGE = 100;

  private final ServiceClient client;

  TargetApi(ServiceClient client) {
    this.client = client;
  }

  /** One of the two services that know targets. */
  public enum Side {
    BACKUP("/api/v1/targets", "backed up"),
    WATCH("/api/v1/monitor/targets", "watched");

    private final String path;
    private final String participle;

    Side(String path, String participle) {
      this.path = path;
      this.participle = participle;
    }

    /** What its targets are. */
    public String participle() {
      return participle;
    }
  }

  /** What a test found. */
  public record Report(boolean passed, @Nullable String failed, List<Step> steps) {
    public Report {
      steps = steps == null ? List.of() : List.copyOf(steps);
    }
  }

  /**
   * One step of a test.
   *
   * @param result passed, failed or skipped
   */
  public record Step(String step, String result, String detail, @Nullable String remedy) {}

  /**
   * A target as it is sent.
   *
   * @param id null for a change
   * @param uri null where it stays
   */
  public record Sent(
      @Nullable String id,
      @Nullable String uri,
      @Nullable String password,
      @Nullable Map<String, String> labels) {

    Map<String, Object> body() {
      Map<String, Object> body = new HashMap<>();
      put(body, "id", id);
      put(body, "uri", uri);
      put(body, "password", password);
      put(body, "labels", labels);
      return body;
    }

    private static void put(Map<String, Object> body, String name, @Nullable Object value) {
      if (value != null) {
        body.put(name, value);
      }
    }

    /** Passwords are in it. */
    @Override
    public String toString() {
      return "Sent[" + id + "]";
    }
  }

  private record Named(String id) {}

  public Paged<JoinedTarget.Backup> backedUp(Visit visit) {
    return client.page(
        visit, Address.of(Side.BACKUP.path).with("limit", PAGE), JoinedTarget.Backup.class);
  }

  public Paged<JoinedTarget.Watch> watched(Visit visit) {
    return client.page(
        visit, Address.of(Side.WATCH.path).with("limit", PAGE), JoinedTarget.Watch.class);
  }

  public JoinedTarget.Backup backedUp(Visit visit, String id) {
    return client.get(visit, Address.of(Side.BACKUP.path + "/{}", id), JoinedTarget.Backup.class);
  }

  public JoinedTarget.Watch watched(Visit visit, String id) {
    return client.get(visit, Address.of(Side.WATCH.path + "/{}", id), JoinedTarget.Watch.class);
  }

  /** Tries a connection that is not kept. */
  public Report test(Visit visit, Side side, Sent sent) {
    Map<String, Object> body = sent.body();
    body.remove("id");
    body.remove("labels");
    return client.send(visit, "POST", Address.of(side.path + "/test"), body, null, Report.class);
  }

  /** Tries the connection to a target. */
  public Report test(Visit visit, Side side, String id) {
    return client.send(
        visit, "POST", Address.of(side.path + "/{}/test", id), null, null, Report.class);
  }

  /** Adds a target; the answer is its id. */
  public String add(Visit visit, Side side, Sent sent, boolean tested) {
    return client
        .send(
            visit,
            "POST",
            Address.of(side.path).with("test", tested),
            sent.body(),
            null,
            Named.class)
        .id();
  }

  public void change(Visit visit, Side side, String id, Sent sent) {
    client.run(visit, "PATCH", Address.of(side.path + "/{}", id), sent.body());
  }

  public void remove(Visit visit, Side side, String id) {
    client.run(visit, "DELETE", Address.of(side.path + "/{}", id), null);
  }
}
