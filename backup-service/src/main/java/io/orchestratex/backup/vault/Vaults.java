package io.orchestratex.backup.vault;

import io.micronaut.context.annotation.Context;
import io.orchestratex.kit.failure.FailureException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The vaults that are set up here, by their names. */
@Context
public final class Vaults {

  /** Name of the vault that there always is. */
  public static final String DEFAULT = "default";

  private static final String DEFAULT_TYPE = "filesystem";
  private static final String BANDWIDTH_LIMIT = "bandwidth-limit";

  private final Map<String, Vault> byName = new LinkedHashMap<>();
  private final Map<String, Facts> facts = new LinkedHashMap<>();
  private final Map<String, String> lastReasons = new ConcurrentHashMap<>();
  private final @Nullable Provider<VaultGuard> guard;
  private final String preferred;

  /**
   * How a vault was made.
   *
   * @param bytesPerSecond the limit in each direction; 0 is none
   */
  private record Facts(String type, long bytesPerSecond, Vault made) {}

  @Inject
  Vaults(VaultSettings settings, List<VaultType> types, Provider<VaultGuard> guard) {
    this.guard = guard;
    settings
        .byName()
        .forEach((name, properties) -> {
          VaultType type = typeOf(properties, types);
          Vault plain = type.open(properties);
          long limit = properties.bytes(BANDWIDTH_LIMIT, 0, 0, Long.MAX_VALUE / 1_000);
          properties.requireNoOther();
          Vault vault = limit == 0 ? plain : new LimitedVault(plain, limit, System::nanoTime);
          facts.put(name, new Facts(type.name(), limit, plain));
          byName.forEach((other, existing) -> {
            if (existing.location().equals(vault.location())) {
              throw new IllegalArgumentException(
                  "vaults " + other + " and " + name + " are both in " + vault.location());
            }
          });
          byName.put(
              name, new MarkedVault(name, vault, (of, place) -> guard.get().whyNot(of, place)));
        });
    preferred = settings.defaultVault();
    if (!byName.containsKey(preferred)) {
      throw new IllegalArgumentException(
          "orchestratex.backup.default-vault names no vault: "
              + preferred
              + "; there are "
              + byName.keySet());
    }
  }

  /** Vaults that are made already and carry no mark, the first one being the preferred one. */
  public Vaults(Map<String, Vault> made) {
    guard = null;
    byName.putAll(made);
    preferred = made.keySet().iterator().next();
  }

  @PreDestroy
  void close() throws Exception {
    for (Facts each : facts.values()) {
      if (each.made() instanceof AutoCloseable open) {
        open.close();
      }
    }
  }

  private static VaultType typeOf(VaultProperties properties, List<VaultType> types) {
    String wanted =
        properties.vault().equals(DEFAULT)
            ? properties.text("type", DEFAULT_TYPE)
            : properties.text("type");
    return types.stream()
        .filter(type -> type.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "vault "
                    + properties.vault()
                    + " has the unknown type "
                    + wanted
                    + "; there are "
                    + new TreeSet<>(types.stream().map(VaultType::name).toList())));
  }

  /** Names, in their order; the one named default comes first. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /**
   * The vault of a name.
   *
   * @throws FailureException Unavailable when no vault of that name is set up
   */
  public Vault get(String name) {
    Vault vault = byName.get(name);
    if (vault == null) {
      throw FailureException.unavailable(
          "backup.vault-missing",
          "The vault "
              + name
              + " is not set up here; set orchestratex.backup.vaults."
              + name
              + ".type and its other settings.",
          null);
    }
    return vault;
  }

  /** Why a vault cannot be used now; empty when it can. Asks it. */
  public Optional<String> whyUnusable(String name) {
    Optional<String> reason =
        get(name) instanceof MarkedVault vault ? vault.whyNot() : Optional.empty();
    reason.ifPresentOrElse(why -> lastReasons.put(name, why), () -> lastReasons.remove(name));
    return reason;
  }

  /** Why a vault could not be used when it was looked at last; empty when it could. */
  Optional<String> lastSeen(String name) {
    return Optional.ofNullable(lastReasons.get(name));
  }

  /**
   * Refuses to begin what needs a vault that cannot be used.
   *
   * @throws FailureException Unavailable, with the reason
   */
  public void requireUsable(String name) {
    Optional<String> reason = whyUnusable(name);
    if (reason.isPresent()) {
      throw FailureException.unavailable(
          "backup.vault-unavailable",
          "The vault "
              + name
              + " cannot be used, nothing is written to it: "
              + reason.get()
              + " (If it is lost for good, an admin accepts what is in its place: ox vault accept "
              + name
              + ", or POST /api/v1/vaults/"
              + name
              + "/accept.)",
          null);
    }
  }

  void accept(String name) {
    if (guard != null && get(name) instanceof MarkedVault vault) {
      guard.get().accept(name, vault.unmarked());
    }
  }

  /** The type of a vault that is set up here. */
  String type(String name) {
    return Objects.requireNonNull(facts.get(name)).type();
  }

  /** How many bytes per second go to a vault at most, and from it; null when there is no limit. */
  @Nullable Long bytesPerSecond(String name) {
    long limit = Objects.requireNonNull(facts.get(name)).bytesPerSecond();
    return limit == 0 ? null : limit;
  }

  /** Tries out what backups need of a vault. */
  List<VaultTrial.Step> tried(String name) {
    Vault vault = get(name);
    Vault plain = vault instanceof MarkedVault marked ? marked.unmarked() : vault;
    return new VaultTrial(
            plain,
            () -> guard == null ? Optional.empty() : guard.get().isAnother(name, plain),
            () -> whyUnusable(name))
        .run();
  }

  /** Where a vault is, for people; null when it is not set up here. */
  public @Nullable String location(String name) {
    Vault vault = byName.get(name);
    return vault == null ? null : vault.location();
  }

  /**
   * The name of the vault that a request means: the one it names, or the one for backups that name
   * none.
   *
   * @param pointer of the field, for what is refused
   */
  public String chosen(@Nullable String named, String pointer) {
    String name = Objects.requireNonNullElse(named, preferred);
    if (!byName.containsKey(name)) {
      throw FailureException.invalid(
          "backup.vault-unknown",
          pointer,
          "names no vault: " + name + "; there are " + byName.keySet());
    }
    return name;
  }
}
