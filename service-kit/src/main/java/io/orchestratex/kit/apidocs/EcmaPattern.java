package io.orchestratex.kit.apidocs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Java's regular expressions as clients and generators read them: ECMA-262, and Python as well. A
 * constraint holds a whole value against its expression, a schema looks for it anywhere.
 */
final class EcmaPattern {

  /** What stands between brackets for a class that only Java knows; lone surrogates are no JSON. */
  private static final Map<String, String> CLASSES = new LinkedHashMap<>();

  static {
    String controls = "\\u0000-\\u001F\\u007F";
    CLASSES.put("Cc", controls + "-\\u009F");
    CLASSES.put("IsCc", controls + "-\\u009F");
    CLASSES.put("Cntrl", controls);
    CLASSES.put("Cs", "");
    CLASSES.put("Alpha", "A-Za-z");
    CLASSES.put("Lower", "a-z");
    CLASSES.put("Upper", "A-Z");
    CLASSES.put("Digit", "0-9");
    CLASSES.put("Alnum", "A-Za-z0-9");
    CLASSES.put("XDigit", "0-9A-Fa-f");
    CLASSES.put("ASCII", "\\u0000-\\u007F");
    CLASSES.put("Print", "\\u0020-\\u007E");
    CLASSES.put("Graph", "\\u0021-\\u007E");
  }

  private EcmaPattern() {}

  /** The expression of a constraint, for a schema. */
  static String of(String java) {
    String translated = translated(java);
    return java.startsWith("^") && java.endsWith("$") ? translated : "^(?:" + translated + ")$";
  }

  private static String translated(String java) {
    StringBuilder ecma = new StringBuilder();
    boolean bracket = false;
    for (int i = 0; i < java.length(); i++) {
      char c = java.charAt(i);
      if (c != '\\' || i + 1 == java.length()) {
        bracket = c == '[' || (bracket && c != ']');
        // After a quantifier a plus makes it possessive, which a whole match seldom needs.
        if (c != '+' || bracket || !possessive(java, i)) {
          ecma.append(c);
        }
        continue;
      }
      char escaped = java.charAt(++i);
      switch (escaped) {
        case 'A' -> ecma.append('^');
        case 'z', 'Z' -> ecma.append('$');
        case 'p', 'P' -> {
          int end = java.indexOf('}', i);
          String name = java.substring(i + 2, end);
          String content = CLASSES.get(name);
          if (content == null) {
            throw new IllegalArgumentException(
                "Clients do not know the class " + name + " in the expression " + java);
          }
          ecma.append(bracket ? content : (escaped == 'P' ? "[^" : "[") + content + "]");
          if (bracket && escaped == 'P') {
            throw new IllegalArgumentException("An inverted class between brackets: " + java);
          }
          i = end;
        }
        default -> ecma.append('\\').append(escaped);
      }
    }
    return ecma.toString();
  }

  private static boolean possessive(String java, int at) {
    if (at == 0 || "*+?}".indexOf(java.charAt(at - 1)) < 0) {
      return false;
    }
    return at < 2 || java.charAt(at - 2) != '\\';
  }
}
