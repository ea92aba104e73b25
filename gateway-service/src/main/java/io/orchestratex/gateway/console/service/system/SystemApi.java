package io.orchestratex.gateway.console.service.system;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Services, engines, vaults and settings. */
@Singleton
public final class SystemApi {

  private final ServiceClient client;

  SystemApi(ServiceClient client) {
    this.client = client;
  }

  /** What the system is made of. */
  public record Overview(Instant at, List<ServicePart> services, List<EnginePart> engines) {

    public Overview {
      services = orEmpty(services);
      engines = orEmpty(engines);
    }
  }

  /**
   * A process of a service.
   *
   * @param state up or away
   * @param detail why it gave no answer
   */
  public record ServicePart(
      String service,
      String address,
      String state,
      @Nullable String detail,
      @Nullable String version,
      @Nullable String commit,
      @Nullable String java,
      @Nullable Instant startedAt) {

    public boolean isUp() {
      return state.equals("up");
    }
  }

  /**
   * An engine.
   *
   * @param state up or away
   * @param awayFor the services which it does not answer
   */
  public record EnginePart(
      String engine,
      String address,
      @Nullable String version,
      String state,
      List<String> usedBy,
      List<String> awayFor) {

    public EnginePart {
      usedBy = orEmpty(usedBy);
      awayFor = orEmpty(awayFor);
    }

    public boolean isUp() {
      return state.equals("up");
    }
  }

  private record SettingsView(List<ServiceSettings> services) {

    private SettingsView {
      services = orEmpty(services);
    }
  }

  /** The settings of a process; none where it is away. */
  public record ServiceSettings(
      String service, String address, String state, @Nullable String detail, List<Group> groups) {

    public ServiceSettings {
      groups = orEmpty(groups);
    }
  }

  /** Settings whose keys begin alike. */
  public record Group(String name, List<Setting> settings) {

    public Group {
      settings = orEmpty(settings);
    }
  }

  /**
   * A setting.
   *
   * @param value with *** in the place of a secret
   * @param origin default, environment, file or program
   */
  public record Setting(String key, @Nullable String value, String origin) {}

  /**
   * A place where backups are kept.
   *
   * @param usable whether it carries its mark
   * @param failure why it cannot be used
   */
  public record Vault(String name, String location, boolean usable, @Nullable String failure) {}

  public Overview overview(Visit visit) {
    return client.get(visit, Address.of("/api/v1/system"), Overview.class);
  }

  /** Settings of one service, or of all where it is null. */
  public List<ServiceSettings> settings(Visit visit, @Nullable String service) {
    return client
        .get(
            visit,
            Address.of("/api/v1/system/settings").with("service", service),
            SettingsView.class)
        .services();
  }

  public List<Vault> vaults(Visit visit) {
    return client.page(visit, Address.of("/api/v1/vaults").with("limit", 100), Vault.class).items();
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
