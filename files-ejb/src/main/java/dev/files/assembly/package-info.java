/**
 * Files made of chunks that are already on nodes. The front takes nobody's word: every chunk is
 * kept on enough nodes, which gives it a new generation, before the file is recorded. Start with
 * {@link dev.files.assembly.FileAssembly}.
 */
package dev.files.assembly;
