import { SignatureFile, signatureLine } from '../../../lambda/folder';

const LINE = signatureLine({ bucket: 'trail-logs', key: 'a\nkey', signature: 'ab12' });

describe('SignatureFile', () => {
  test('gives back what was written, for that bucket and key alone', () => {
    const file = SignatureFile.parse(LINE, 'signatures');
    expect(file.metadataOf('trail-logs', 'a\nkey')).toEqual({
      signature: 'ab12',
      'signature-algorithm': 'SHA256withRSA',
    });
    expect(file.metadataOf('trail-logs', 'other')).toEqual({});
    expect(file.metadataOf('another', 'a\nkey')).toEqual({});
  });

  test('takes the later of two lines for one digest', () => {
    const later = signatureLine({ bucket: 'trail-logs', key: 'a\nkey', signature: 'cd34' });
    expect(SignatureFile.parse(LINE + later, 'signatures').metadataOf('trail-logs', 'a\nkey').signature).toBe('cd34');
  });

  test.each(['no JSON', '[]', 'null', '{"bucket":"b","key":"k"}', '{"bucket":"b","key":"k","signature":1}'])(
    'names the line %j',
    (line) => {
      expect(() => SignatureFile.parse(`${LINE}${line}\n`, 'signatures')).toThrow(
        'signatures has no signature in line 2',
      );
    },
  );
});
