/**
 * Programs that are known by a key: {@link dev.files.keys.ApiKeys}. A key is shown once, has roles,
 * may end, and can be revoked; the files that it uploads are its own.
 */
package dev.files.keys;
