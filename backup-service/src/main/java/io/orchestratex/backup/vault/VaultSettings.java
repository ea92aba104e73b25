package io.orchestratex.backup.vault;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which vaults there are.
 *
 * @param defaultVault where a backup goes that names no vault
 * @param vault settings of the vault named {@code default}, which there always is; its type is
 *     {@code filesystem} when left out
 * @param vaults settings of the others, as {@code <name>.<key>}; each needs a type
 */
@ConfigurationProperties("orchestratex.backup")
record VaultSettings(
    @Bindable(defaultValue = Vaults.DEFAULT) String defaultVault,
    @Bindable(defaultValue = "{}") @MapFormat(transformation = MapTransformation.FLAT)
        Map<String, String> vault,
    @Bindable(defaultValue = "{}") @MapFormat(transformation = MapTransformation.FLAT)
        Map<String, String> vaults) {

  private static final String PREFIX = "orchestratex.backup.";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,31}");
  private static final Pattern KEY = Pattern.compile("[^.]+");
  private static final Pattern OF_A_NAME = Pattern.compile("[a-z0-9]+\\.[^.]+");

  VaultSettings {
    vault = Map.copyOf(vault);
    vaults = Map.copyOf(vaults);
  }

  /** Without the values: there are secrets among them. */
  @Override
  public String toString() {
    return "VaultSettings[defaultVault=%s, vault=%s, vaults=%s]"
        .formatted(defaultVault, vault.keySet(), vaults.keySet());
  }

  /** The settings of each vault, by its name; the default first. */
  Map<String, VaultProperties> byName() {
    Map<String, Map<String, String>> values = new TreeMap<>();
    for (String path : inOrder(vaults, OF_A_NAME)) {
      String name = path.split("[.-]", 2)[0];
      if (!NAME.matcher(name).matches() || name.equals(Vaults.DEFAULT) || name.equals(path)) {
        throw new IllegalArgumentException(
            "%svaults.%s: a vault's name has lower-case letters and digits, at most 32, and is not %s (its settings are %svault.*)"
                .formatted(PREFIX, path, Vaults.DEFAULT, PREFIX));
      }
      values
          .computeIfAbsent(name, _ -> new TreeMap<>())
          .put(dashed(path.substring(name.length() + 1)), vaults.get(path));
    }
    Map<String, String> first = new TreeMap<>();
    inOrder(vault, KEY).forEach(path -> first.put(dashed(path), vault.get(path)));
    Map<String, VaultProperties> all = new LinkedHashMap<>();
    all.put(Vaults.DEFAULT, new VaultProperties(Vaults.DEFAULT, PREFIX + "vault.", first));
    values.forEach((name, each) ->
        all.put(name, new VaultProperties(name, PREFIX + "vaults." + name + ".", each)));
    return all;
  }

  /**
   * An environment variable cannot tell dots from dashes, so the framework offers it in each way of
   * writing: {@code offsite.max-bytes}, {@code offsite-max.bytes} and so on. The exact one comes
   * last, and counts.
   */
  private static List<String> inOrder(Map<String, String> settings, Pattern exact) {
    return settings.keySet().stream()
        .sorted(Comparator.comparing(path -> exact.matcher(path).matches()))
        .toList();
  }

  private static String dashed(String path) {
    return path.replace('.', '-');
  }
}
