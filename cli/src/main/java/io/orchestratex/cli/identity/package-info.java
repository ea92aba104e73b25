/**
 * Who may use the system: users, their names for others, API keys, and the key that signs tokens.
 */
@NullMarked
package io.orchestratex.cli.identity;

import org.jspecify.annotations.NullMarked;
