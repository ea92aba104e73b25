package io.orchestratex.backup.vault;

import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FaultyVault.Faults;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A second type of vault for the services of tests: in memory, it outlives them, and can fail. */
@Singleton
public final class FlatVaultType implements VaultType {

  /** What happens to calls. */
  public static volatile Faults faults = (call, what) -> null;

  /** Every call so far. */
  public static final List<String> CALLS = new CopyOnWriteArrayList<>();

  private static final Map<String, FlatVault> BUCKETS = new ConcurrentHashMap<>();

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public Vault open(VaultProperties settings) {
    return new FaultyVault(bucket(settings.text("bucket")), FlatVaultType::fault);
  }

  private static @Nullable Fault fault(int call, String what) {
    if (Thread.currentThread().getName().equals("chunk-collection")) {
      return null; // It works in the background, after deletes, and would take faults of others.
    }
    CALLS.add(what);
    return faults.at(call, what);
  }

  /** What is in a bucket, without faults. */
  public static FlatVault bucket(String name) {
    return BUCKETS.computeIfAbsent(name, FlatVault::new);
  }
}
