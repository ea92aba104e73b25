/**
 * A sample engine, as an engine is added: this folder, its contract test and nothing else. Its
 * databases are files, which a restore swaps.
 */
@NullMarked
package io.orchestratex.backup.engine.ledger;

import org.jspecify.annotations.NullMarked;
